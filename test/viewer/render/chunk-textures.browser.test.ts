/** Labels that stay compressed on the GPU are seen as the dense ones, pixel for pixel. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCompressedSegmentation } from '../../../datasets/codecs/index.ts';
import { mapXyz, type Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import { type ChunkData, type Cut, planeBasis, rotationAbout } from '../../../viewer/state/index.ts';
import { drawVolume, labelStyle, type TestScale } from '../support/draw-volume.ts';

const SIZE: Xyz = [37, 26, 19];

/** As many different labels in each block as its place says, from 1 to 512: every width of an index occurs. */
function labelBlock(dataType: 'uint32' | 'uint64'): VoxelBlock {
  const [w, h, d] = SIZE;
  const label = (i: number) => {
    const [x, y, z] = [i % w, Math.floor(i / w) % h, Math.floor(i / (w * h))];
    const block = (x >> 3) + 5 * ((y >> 3) + 4 * (z >> 3));
    const kinds = 2 ** (block % 10);
    return (block * 1000 + (Math.imul(i, 0x9e3779b1) >>> 8)) % kinds;
  };
  const count = w * h * d;
  const data =
    dataType === 'uint32'
      ? Uint32Array.from({ length: count }, (_, i) => label(i) * 0x0101_0101)
      : BigUint64Array.from({ length: count }, (_, i) => BigInt(label(i)) * 0x0123_4567_89abn);
  return { dataType, numChannels: 1, size: SIZE, data };
}

const compressed =
  (blockSize: Xyz) =>
  ({ data, size, dataType }: VoxelBlock): ChunkData => {
    const shape = { dataType, size, numChannels: 1, blockSize };
    const bytes = encodeCompressedSegmentation(data as Uint32Array | BigUint64Array, shape);
    const words = new Uint32Array(new Uint8Array(bytes).buffer);
    return { words, dataType: dataType as 'uint32' | 'uint64', size, blockSize };
  };

for (const dataType of ['uint32', 'uint64'] as const) {
  for (const blockSize of [
    [8, 8, 8],
    [16, 4, 3],
  ] as const) {
    test(`${dataType} in blocks of ${blockSize.join(' x ')}, at right angles and oblique`, () => {
      const block = labelBlock(dataType);
      const begin: Xyz = [-4, 7, 3];
      const scale: TestScale = {
        block,
        scale: {
          bounds: { begin, end: mapXyz((v, i) => v + SIZE[i], begin) },
          voxelSizeNm: [4, 4, 6],
          chunkSize: [32, 32, 8],
        },
      };
      for (const basis of [planeBasis('xy'), planeBasis('yz', rotationAbout([0.6, 0.8, 0], 0.9))]) {
        const cut: Cut = { basis, centerNm: [58, 78, 76], nmPerPixel: 0.9, width: 170, height: 130 };
        const style = labelStyle();
        const dense = drawVolume(cut, [{ style, scales: [scale] }]);
        const packed = drawVolume(cut, [{ style, scales: [{ ...scale, encode: compressed(blockSize) }] }]);
        assert.ok(dense.filter((v, i) => i % 4 === 3 && v === 255).length > 5000);
        assert.deepEqual(
          packed.findIndex((v, i) => v !== dense[i]),
          -1,
        );
      }
    });
  }
}

test('a list of words longer than a row of the texture', () => {
  const size: Xyz = [64, 64, 1];
  const data = BigUint64Array.from({ length: 4096 }, (_, i) => BigInt(i + 1) * 77_777_777_777n);
  const block: VoxelBlock = { dataType: 'uint64', numChannels: 1, size, data };
  const scale = { bounds: { begin: [0, 0, 0], end: size }, voxelSizeNm: [1, 1, 1], chunkSize: size } as const;
  const cut: Cut = {
    basis: planeBasis('xy'),
    centerNm: [32, 32, 0.5],
    nmPerPixel: 1,
    width: 64,
    height: 64,
  };
  const chunk = compressed([8, 8, 8])(block);
  assert.ok('words' in chunk && chunk.words.length > 2 * 2048);
  const style = labelStyle();
  const dense = drawVolume(cut, [{ style, scales: [{ scale, block }] }]);
  const packed = drawVolume(cut, [{ style, scales: [{ scale, block, encode: () => chunk }] }]);
  assert.equal(
    packed.findIndex((v, i) => v !== dense[i]),
    -1,
  );
});
