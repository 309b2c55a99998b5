import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeChunk } from '../../../../datasets/codecs/index.ts';
import { CorruptDataError, isFloodlightError } from '../../../../datasets/errors.ts';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { bytesOf } from '../../../../datasets/volume.ts';
import { assertSameSamples, createRandom, randomSamples } from '../../support/blocks.ts';
import { openNeuroglancerWasm } from '../../support/neuroglancer-wasm.ts';
import { encodeSlowly } from './slow-encoder.ts';

const decode = (bytes: Uint8Array, shape: Parameters<typeof decodeChunk>[2]) =>
  decodeChunk('compresso', bytes, shape);

/** 3 x 1 x 1 uint8, one window of 4 x 1 x 1, by hand: labels 5 9, window value 0b010, entry 0. */
const WORKED = Uint8Array.of(
  ...[99, 112, 115, 111, 0, 1, 3, 0, 1, 0, 1, 0, 4, 1, 1],
  ...[2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4],
  ...[5, 9, 0b010, 0],
);
const WORKED_SHAPE = { dataType: 'uint8', size: xyz(3, 1, 1), numChannels: 1 } as const;

test('decodes bytes worked out by hand', async () => {
  assertSameSamples(await decode(WORKED, WORKED_SHAPE), [5, 5, 9]);
});

test('decodes every label width, window width, version and connectivity as Neuroglancer does', async () => {
  const theirs = await openNeuroglancerWasm('sliceview/compresso/compresso.wasm');
  const decompress = theirs['compresso_decompress'] as (from: number, bytes: number, to: number) => number;
  const size = xyz(9, 7, 3);
  for (const dataType of ['uint8', 'uint16', 'uint32', 'uint64'] as const) {
    for (const steps of [xyz(4, 2, 1), xyz(4, 4, 1), xyz(8, 4, 1), xyz(4, 4, 4)]) {
      for (const [version, connectivity] of [
        [0, 4],
        [1, 4],
        [0, 6],
      ] as const) {
        for (const distinct of [1, 2, 20]) {
          const labels = randomSamples(dataType, 189, distinct, distinct);
          const bytes = encodeSlowly(labels, size, dataType, { steps, version, connectivity });
          const ours = await decode(bytes, { dataType, size, numChannels: 1 });
          assertSameSamples(ours, labels);
          const [from, to] = [theirs.malloc(bytes.length), theirs.malloc(ours.byteLength)];
          new Uint8Array(theirs.memory.buffer).set(bytes, from);
          assert.equal(decompress(from, bytes.length, to), 0);
          assertSameSamples(bytesOf(ours), new Uint8Array(theirs.memory.buffer, to, ours.byteLength));
        }
      }
    }
  }
});

test('mutations give labels or a typed error', async () => {
  const random = createRandom(3);
  let refused = 0;
  for (let i = 0; i < 2000; i++) {
    const bytes = WORKED.slice(0, random(4) === 0 ? random(WORKED.length) : WORKED.length);
    if (bytes.length > 0) bytes[random(bytes.length)] = random(256);
    await decode(bytes, WORKED_SHAPE).catch((error) => {
      assert.ok(isFloodlightError(error), String(error));
      refused++;
    });
  }
  assert.ok(refused > 500 && refused < 2000, `${refused}`);
  await assert.rejects(decode(WORKED.subarray(0, 39), WORKED_SHAPE), CorruptDataError);
});

test('types that are no labels are refused', async () => {
  const floats = { ...WORKED_SHAPE, dataType: 'float32' } as const;
  await assert.rejects(decode(WORKED, floats), { name: 'UnsupportedError', message: /got float32/ });
});
