import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zlibSync } from 'fflate';
import sharp from 'sharp';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { decodeChunk, encodeChunk } from '../../../datasets/codecs/index.ts';
import { CorruptDataError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { assertSameSamples, randomSamples } from '../support/blocks.ts';

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

test('jpeg: by sharp, grey and colour, within the loss', async () => {
  registerNodeCodecs();
  for (const numChannels of [1, 3]) {
    const shape = { dataType: 'uint8', size, numChannels } as const;
    const samples = new Uint8Array(105 * numChannels).map((_, i) => 60 + 50 * Math.floor(i / 105));
    const back = await decodeChunk('jpeg', await encodeChunk('jpeg', samples, shape), shape);
    samples.forEach((value, i) => {
      assert.ok(Math.abs(value - Number(back[i])) <= 4, `${i}`);
    });
  }
  const shape = { dataType: 'uint8', size, numChannels: 1 } as const;
  await assert.rejects(decodeChunk('jpeg', new Uint8Array(20), shape), CorruptDataError);
});
