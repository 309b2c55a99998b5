import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeChunk, gzip } from '../../../datasets/codecs/index.ts';
import { TooLargeError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { decodeStoredChunk } from '../../../datasets/precomputed/index.ts';
import { assertSameSamples, randomSamples } from '../support/blocks.ts';

const size = xyz(5, 4, 3);
const decode = (encoding: string, bytes: Uint8Array, shape: Parameters<typeof decodeStoredChunk>[2]) =>
  decodeStoredChunk(encoding, bytes, shape, 'ds/0-5_0-4_0-3');

test('chunks that were gzipped and served without saying so decode, of every encoding', async () => {
  for (const [encoding, dataType] of [
    ['raw', 'uint16'],
    ['compressed_segmentation', 'uint32'],
    ['png', 'uint8'],
  ] as const) {
    const shape = { dataType, size, numChannels: 1 };
    const samples = randomSamples(dataType, 60, 9);
    const bytes = await encodeChunk(encoding, samples, shape);
    assertSameSamples(await decode(encoding, bytes, shape), samples);
    assertSameSamples(await decode(encoding, await gzip(bytes), shape), samples);
  }
});

test('raw samples that begin like a gzip member are samples', async () => {
  const samples = new Uint8Array(60).fill(0x1f, 0, 1).fill(0x8b, 1, 2);
  assertSameSamples(await decode('raw', samples, { dataType: 'uint8', size, numChannels: 1 }), samples);
});

test('a chunk unpacks to no more than the info implies, and the info to no more than 2 GiB', async () => {
  const bomb = await gzip(new Uint8Array(5_000_000));
  for (const [encoding, dataType] of [
    ['raw', 'uint16'],
    ['compressed_segmentation', 'uint32'],
    ['png', 'uint8'],
  ] as const) {
    await assert.rejects(decode(encoding, bomb, { dataType, size, numChannels: 1 }), TooLargeError);
  }
  const huge = { dataType: 'uint64', size: xyz(2048, 2048, 2048), numChannels: 1 } as const;
  await assert.rejects(
    decode('raw', new Uint8Array(8), huge),
    /ds\/0-5_0-4_0-3: expected a chunk of at most/,
  );
});
