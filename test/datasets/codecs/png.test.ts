import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { zlibSync } from 'fflate';
import sharp from 'sharp';
import { decodeChunk, encodeChunk } from '../../../datasets/codecs/index.ts';
import { CorruptDataError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { samplesFromBytes } from '../../../datasets/volume.ts';
import { repoPath } from '../../support/paths.ts';
import { assertSameSamples, randomSamples } from '../support/blocks.ts';
import { openNeuroglancerWasm } from '../support/neuroglancer-wasm.ts';

const size = xyz(7, 5, 3);

test('png: sharp reads what we wrote, and we read it, in all layouts and depths', async () => {
  for (const dataType of ['uint8', 'uint16'] as const) {
    for (const numChannels of [1, 2, 3, 4]) {
      const shape = { dataType, size, numChannels };
      const samples = randomSamples(dataType, 105 * numChannels, 90);
      const bytes = await encodeChunk('png', samples, shape);
      assertSameSamples(await decodeChunk('png', bytes, shape), samples);
      const { width, height, channels, depth } = await sharp(bytes).metadata();
      assert.deepEqual([width, height, channels], [7, 15, numChannels]);
      assert.equal(depth, dataType === 'uint8' ? 'uchar' : 'ushort');
      // libpng writes the same picture anew, filters and all.
      const space = `${numChannels < 3 ? (depth === 'uchar' ? 'b-w' : 'grey16') : depth === 'uchar' ? 'srgb' : 'rgb16'}`;
      const theirs = await sharp(bytes).toColourspace(space).png({ adaptiveFiltering: true }).toBuffer();
      assertSameSamples(await decodeChunk('png', theirs, shape), samples);
    }
  }
});

test('png: torn, foreign and swelling files are typed errors', async () => {
  const shape = { dataType: 'uint8', size, numChannels: 1 } as const;
  const bytes = await encodeChunk('png', randomSamples('uint8', 105, 90), shape);
  const reject = (torn: Uint8Array) => assert.rejects(decodeChunk('png', torn, shape), CorruptDataError);
  await reject(bytes.subarray(0, bytes.length - 13));
  await reject(bytes.subarray(1));
  await assert.rejects(decodeChunk('png', bytes, { ...shape, size: xyz(7, 5, 4) }), CorruptDataError);
  const bomb = zlibSync(new Uint8Array(50_000_000));
  const chunk = new Uint8Array(12 + bomb.length);
  new DataView(chunk.buffer).setUint32(0, bomb.length);
  chunk.set([73, 68, 65, 84], 4);
  chunk.set(bomb, 8);
  await reject(Buffer.concat([bytes.subarray(0, 33), chunk, bytes.subarray(bytes.length - 12)]));
});

test("png: Neuroglancer's libpng reads what we wrote, channels and bytes", async () => {
  const theirs = await openNeuroglancerWasm('sliceview/png/libpng.wasm');
  const decompress = theirs['png_decompress'] as (...numbers: number[]) => number;
  for (const dataType of ['uint8', 'uint16'] as const) {
    for (const numChannels of [1, 2, 3, 4]) {
      const shape = { dataType, size, numChannels };
      const samples = randomSamples(dataType, 105 * numChannels, 90);
      const bytes = await encodeChunk('png', samples, shape);
      const [from, to] = [theirs.malloc(bytes.length), theirs.malloc(samples.byteLength)];
      new Uint8Array(theirs.memory.buffer).set(bytes, from);
      assert.equal(decompress(from, bytes.length, to, samples.byteLength, 0), 0);
      const pixels = new Uint8Array(theirs.memory.buffer.slice(to, to + samples.byteLength));
      // Colours beside each other: its libpng leaves them so.
      const out = samplesFromBytes(dataType, pixels);
      const at = (i: number) => (i % numChannels) * 105 + Math.floor(i / numChannels);
      assertSameSamples(
        out,
        Array.from(out, (_, i) => samples[at(i)]),
      );
    }
  }
});

test('png: colours of a pixel are its channels, and a level says how small', async () => {
  const shape = { dataType: 'uint8', size, numChannels: 3 } as const;
  const samples = randomSamples('uint8', 315, 90);
  const pixels = await sharp(await encodeChunk('png', samples, shape))
    .raw()
    .toBuffer();
  assertSameSamples(
    pixels,
    Array.from({ length: 315 }, (_, i) => samples[Math.floor(i / 3) + 105 * (i % 3)]),
  );
  const lengthAt = async (pngLevel: number) =>
    (await encodeChunk('png', samples, { ...shape, pngLevel })).length;
  assert.ok((await lengthAt(0)) > (await lengthAt(9)));
});

test('png: palettes and small depths hold no samples, and are refused by name', async () => {
  const shape = { dataType: 'uint8', size, numChannels: 1 } as const;
  for (const [name, message] of [
    ['palette.png', /got colour type 3 of/],
    ['one-bit.png', /got colour type 0 of 1 bits/],
  ] as const) {
    const bytes = new Uint8Array(await readFile(repoPath('test/fixtures/images', name)));
    await assert.rejects(decodeChunk('png', bytes, shape), { name: 'UnsupportedError', message });
  }
  const wide = { dataType: 'uint32', size, numChannels: 1 } as const;
  await assert.rejects(encodeChunk('png', new Uint32Array(105), wide), { name: 'UnsupportedError' });
});
