import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { JpegDecoder } from 'neuroglancer/unstable/third_party/jpgjs/jpg.js';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { decodeChunk, encodeChunk } from '../../../datasets/codecs/index.ts';
import { CorruptDataError, UnsupportedError, UsageError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';

const size = xyz(16, 10, 3);
const VOXELS = 480;
const shapeOf = (numChannels: number) => ({ dataType: 'uint8', size, numChannels }) as const;

/** Smooth, and another ramp in each channel. */
const smooth = (numChannels: number) =>
  new Uint8Array(VOXELS * numChannels).map((_, i) => {
    const [voxel, channel] = [i % VOXELS, Math.floor(i / VOXELS)];
    return channel === 1 ? 200 - 5 * (voxel % 16) : 40 + 60 * channel + 4 * (voxel % 16);
  });

function assertNear(actual: ArrayLike<number | bigint>, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length);
  // Neuroglancer's own tests of jpeg allow 4.
  const difference = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - Number(actual[i]))),
    0,
  );
  assert.ok(difference <= 4, `${difference}`);
}

before(() => registerNodeCodecs());

test('jpeg: grey and colour come back within the loss', async () => {
  for (const numChannels of [1, 3]) {
    const samples = smooth(numChannels);
    assertNear(
      await decodeChunk(
        'jpeg',
        await encodeChunk('jpeg', samples, shapeOf(numChannels)),
        shapeOf(numChannels),
      ),
      samples,
    );
  }
});

test("jpeg: Neuroglancer's decoder reads what we wrote", async () => {
  for (const numChannels of [1, 3]) {
    const samples = smooth(numChannels);
    const decoder = new JpegDecoder();
    decoder.parse(await encodeChunk('jpeg', samples, shapeOf(numChannels)));
    const { width, height, numComponents } = decoder;
    assert.deepEqual([width, height, numComponents], [16, 30, numChannels]);
    const pixels = decoder.getData(16, 30, false);
    assertNear(
      samples.map((_, i) => pixels[(i % VOXELS) * numChannels + Math.floor(i / VOXELS)]),
      samples,
    );
  }
});

test('jpeg: quality is what the shape says, and a number of 1 to 100', async () => {
  const noise = new Uint8Array(VOXELS).map((_, i) => (i * i * 7919) >> 3);
  const lengthAt = async (jpegQuality?: number) =>
    (await encodeChunk('jpeg', noise, { ...shapeOf(1), jpegQuality })).length;
  assert.ok((await lengthAt(20)) < (await lengthAt(95)));
  assert.equal(await lengthAt(), await lengthAt(90));
  for (const wrong of [0, 101, 50.5]) await assert.rejects(lengthAt(wrong), UsageError);
});

test('jpeg: other shapes, torn and foreign files are typed errors', async () => {
  const bytes = await encodeChunk('jpeg', smooth(1), shapeOf(1));
  const refuse = (torn: Uint8Array, shape: Parameters<typeof decodeChunk>[2] = shapeOf(1)) =>
    assert.rejects(decodeChunk('jpeg', torn, shape), CorruptDataError);
  await refuse(new Uint8Array(20));
  await refuse(bytes.subarray(0, bytes.length - 40));
  await refuse(bytes, { ...shapeOf(1), size: xyz(16, 10, 2) });
  await refuse(bytes, shapeOf(3));
  await refuse(await encodeChunk('png', smooth(1), shapeOf(1)));
  const wide = { dataType: 'uint16', size, numChannels: 1 } as const;
  await assert.rejects(encodeChunk('jpeg', new Uint16Array(VOXELS), wide), UnsupportedError);
  const tall = { dataType: 'uint8', size: xyz(1, 256, 256), numChannels: 1 } as const;
  await assert.rejects(encodeChunk('jpeg', new Uint8Array(65_536), tall), /at most 65535 voxels/);
});
