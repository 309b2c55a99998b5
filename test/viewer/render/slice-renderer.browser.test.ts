/** The label shader and its slow twin on the CPU give the same colours; grey values pass through exactly. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { ImageStyle, LabelStyle, SliceStyle } from '../../../viewer/render/index.ts';
import { planeBasis, segmentColor } from '../../../viewer/state/index.ts';
import { COLOR_VECTORS, channelsOf } from '../support/color-vectors.ts';
import { drawVolume } from '../support/draw-volume.ts';

const IMAGE: ImageStyle = {
  type: 'image',
  opacity: 1,
  blend: 'normal',
  isSmooth: false,
  channels: [{ channel: 0, window: [0, 255], color: [1, 1, 1] }],
};
const LABELS: LabelStyle = { type: 'segmentation', opacity: 1, blend: 'normal', seed: 0 };

const windowed = (window: readonly [number, number]): ImageStyle => ({
  ...IMAGE,
  channels: [{ channel: 0, window, color: [1, 1, 1] }],
});

/** Draws plane 0 of a block, one pixel a voxel. @returns RGBA bytes, the top row first. */
function drawBlock(block: VoxelBlock, style: SliceStyle): Uint8Array {
  const { size } = block;
  const scale = { bounds: { begin: [0, 0, 0], end: size }, voxelSizeNm: [1, 1, 1], chunkSize: size } as const;
  const centerNm: Xyz = [size[0] / 2, size[1] / 2, 0];
  const cut = { basis: planeBasis('xy'), centerNm, nmPerPixel: 1, width: size[0], height: size[1] };
  return drawVolume(cut, [{ style, scales: [{ scale, block }] }]);
}

const row = (dataType: VoxelBlock['dataType'], data: VoxelBlock['data']): VoxelBlock => ({
  dataType,
  numChannels: 1,
  size: [data.length, 1, 1],
  data,
});

function assertNear(actual: ArrayLike<number>, expected: readonly number[], message: string): void {
  for (const [i, v] of expected.entries()) {
    assert.ok(Math.abs((actual[i] as number) - v) <= 1, `${message}: ${Array.from(actual)} for ${expected}`);
  }
}

test('labels of 64 bits have the published colours on the GPU', () => {
  for (const seed of new Set(COLOR_VECTORS.map((vector) => vector.seed))) {
    const vectors = COLOR_VECTORS.filter((vector) => vector.seed === seed);
    const data = BigUint64Array.from(vectors.map(({ id }) => id));
    const pixels = drawBlock(row('uint64', data), { ...LABELS, seed });
    for (const [i, { id, color }] of vectors.entries()) {
      assertNear(pixels.subarray(4 * i, 4 * i + 4), [...channelsOf(color), 255], `id ${id} seed ${seed}`);
    }
  }
});

test('the shader equals the CPU for many labels, and 0 is transparent', () => {
  const ids = Array.from({ length: 512 }, (_, i) => BigInt(i) * 0x9e3779b97f4a7n);
  const pixels = drawBlock(row('uint64', BigUint64Array.from(ids)), LABELS);
  for (const [i, id] of ids.entries()) {
    const expected = id === 0n ? [0, 0, 0, 0] : [...segmentColor(id).map((v) => v * 255), 255];
    assertNear(pixels.subarray(4 * i, 4 * i + 4), expected, `id ${id}`);
  }
});

test('narrow labels are coloured like wide ones', () => {
  for (const [dataType, data] of [
    ['uint8', Uint8Array.of(0, 1, 255)],
    ['uint16', Uint16Array.of(0, 1, 255)],
    ['uint32', Uint32Array.of(0, 1, 255)],
  ] as const) {
    const pixels = drawBlock(row(dataType, data), LABELS);
    assertNear(pixels, [0, 0, 0, 0, ...channelsOf('#5e80ff'), 255, ...channelsOf('#9c0fff'), 255], dataType);
  }
});

test('grey values of every type are windowed, nearest voxel, exactly', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const pixels = drawBlock(row('uint8', bytes), IMAGE);
  for (const v of bytes) assert.equal(pixels[4 * v], v);
  const window = [-10, 500] as const;
  for (const [dataType, data] of [
    ['int8', Int8Array.of(-20, -10, 41, 92)],
    ['int16', Int16Array.of(-20, -10, 41, 92)],
    ['int32', Int32Array.of(-20, -10, 41, 92)],
    ['float32', Float32Array.of(-20, -10, 41, 92)],
  ] as const) {
    const drawn = drawBlock(row(dataType, data), windowed(window));
    // (41 + 10) / 510 is a tenth, 25.5 of 255.
    assertNear(
      [0, 4, 8, 12].map((i) => drawn[i] as number),
      [0, 0, 25.5, 51],
      dataType,
    );
  }
});
