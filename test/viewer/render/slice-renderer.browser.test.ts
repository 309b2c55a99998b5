/** The label shader and its slow twin on the CPU give the same colours; grey values pass through exactly. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import { type SliceStyle, Stage } from '../../../viewer/render/index.ts';
import { segmentColor } from '../../../viewer/state/index.ts';
import { COLOR_VECTORS, channelsOf } from '../support/color-vectors.ts';

const NO_EVENTS = { lost: () => undefined, restored: () => undefined };

/** Draws plane 0 of a block, one pixel a voxel. @returns RGBA bytes, the top row first. */
function drawBlock(block: VoxelBlock, style: Partial<SliceStyle>): Uint8Array {
  const [width, height] = block.size;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const stage = new Stage(canvas, NO_EVENTS);
  stage.beginPanel({ left: 0, top: 0, width, height });
  const chunk = {
    index: [0, 0, 0] as Xyz,
    box: { begin: [0, 0, 0] as Xyz, end: block.size },
    beginPx: [-width / 2, -height / 2] as const,
    endPx: [width / 2, height / 2] as const,
    plane: 0,
  };
  const whole: SliceStyle = { type: 'image', opacity: 1, window: [0, 255], seed: 0, ...style };
  stage.slices.draw({ orientation: 'xy', width, height }, [
    { style: whole, chunks: [{ chunk, texture: stage.uploadChunk(block) }] },
  ]);
  const copy = new OffscreenCanvas(width, height).getContext('2d');
  copy?.drawImage(canvas, 0, 0);
  const pixels = new Uint8Array(copy?.getImageData(0, 0, width, height).data ?? []);
  stage.dispose();
  return pixels;
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
    const pixels = drawBlock(row('uint64', data), { type: 'segmentation', seed });
    for (const [i, { id, color }] of vectors.entries()) {
      assertNear(pixels.subarray(4 * i, 4 * i + 4), [...channelsOf(color), 255], `id ${id} seed ${seed}`);
    }
  }
});

test('the shader equals the CPU for many labels, and 0 is transparent', () => {
  const ids = Array.from({ length: 512 }, (_, i) => BigInt(i) * 0x9e3779b97f4a7n);
  const pixels = drawBlock(row('uint64', BigUint64Array.from(ids)), { type: 'segmentation' });
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
    const pixels = drawBlock(row(dataType, data), { type: 'segmentation' });
    assertNear(pixels, [0, 0, 0, 0, ...channelsOf('#5e80ff'), 255, ...channelsOf('#9c0fff'), 255], dataType);
  }
});

test('grey values of every type are windowed, nearest voxel, exactly', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const pixels = drawBlock(row('uint8', bytes), {});
  for (const v of bytes) assert.equal(pixels[4 * v], v);
  const window = [-10, 500] as const;
  for (const [dataType, data] of [
    ['int8', Int8Array.of(-20, -10, 41, 92)],
    ['int16', Int16Array.of(-20, -10, 41, 92)],
    ['int32', Int32Array.of(-20, -10, 41, 92)],
    ['float32', Float32Array.of(-20, -10, 41, 92)],
  ] as const) {
    const drawn = drawBlock(row(dataType, data), { window });
    // (41 + 10) / 510 is a tenth, 25.5 of 255.
    assertNear(
      [0, 4, 8, 12].map((i) => drawn[i] as number),
      [0, 0, 25.5, 51],
      dataType,
    );
  }
});
