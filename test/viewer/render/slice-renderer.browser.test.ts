/** The label shader and its slow twin on the CPU give the same colours; grey values pass through exactly. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { ImageStyle } from '../../../viewer/render/index.ts';
import { planeBasis, segmentColor } from '../../../viewer/state/index.ts';
import { COLOR_VECTORS, channelsOf } from '../support/color-vectors.ts';
import { drawVolume, labelStyle, type TestLayer } from '../support/draw-volume.ts';

const IMAGE: ImageStyle = {
  type: 'image',
  opacity: 1,
  blend: 'normal',
  isSmooth: false,
  channels: [{ channel: 0, window: [0, 255], color: [1, 1, 1] }],
};
const LABELS = labelStyle();

const windowed = (window: readonly [number, number]): ImageStyle => ({
  ...IMAGE,
  channels: [{ channel: 0, window, color: [1, 1, 1] }],
});

/** Draws plane 0 of a block, one pixel a voxel. @returns RGBA bytes, the top row first. */
function drawBlock(block: VoxelBlock, style: TestLayer['style']): Uint8Array {
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
    const pixels = drawBlock(row('uint64', data), labelStyle({ seed }));
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

/** An id's colour over nothing, as bytes: alpha is premultiplied in what a page gets, so it is compared opaque. */
const colorOf = (id: bigint, seed = 0) => segmentColor(id, seed).map((v) => v * 255);
const pixel = (pixels: Uint8Array, i: number) => pixels.subarray(4 * i, 4 * i + 4);

test('chosen segments alone are shown; others by their own opacity; a list with none shows all', () => {
  const ids = [1n, 2n, 10n, 4294967296n, 4294967297n];
  const block = row('uint64', BigUint64Array.from(ids));
  const chosen = [2n, 4294967296n];
  const only = drawBlock(block, labelStyle({ chosen }));
  for (const [i, id] of ids.entries()) {
    assertNear(pixel(only, i), chosen.includes(id) ? [...colorOf(id), 255] : [0, 0, 0, 0], `only ${id}`);
  }
  const faint = drawBlock(block, labelStyle({ chosen, notSelectedAlpha: 0.25 }));
  assert.ok(Math.abs((faint[3] as number) - 64) <= 1 && faint[7] === 255, `${faint}`);
  assertNear(pixel(drawBlock(block, labelStyle()), 0), [...colorOf(1n), 255], 'all');
});

test('colours of their own, a colour for the rest, saturation, and background that is shown', () => {
  const block = row('uint64', BigUint64Array.of(0n, 5n, 6n, 7n));
  const colors = new Map([[5n, [1, 0.2, 0] as const]]);
  const own = drawBlock(block, labelStyle({ colors, chosen: [5n, 6n] }));
  assertNear(pixel(own, 1), [255, 51, 0, 255], 'own');
  assertNear(pixel(own, 2), [...colorOf(6n), 255], 'palette');
  assertNear(pixel(own, 3), [0, 0, 0, 0], 'neither');
  const rest = drawBlock(block, labelStyle({ colors, defaultColor: [0, 0, 1], hideZero: false }));
  assertNear(rest, [0, 0, 255, 255, 255, 51, 0, 255, 0, 0, 255, 255, 0, 0, 255, 255], 'default colour');
  const pale = drawBlock(block, labelStyle({ saturation: 0.25 }));
  const mixed = colorOf(6n).map((v) => 255 * 0.75 + v * 0.25);
  assertNear(pixel(pale, 2), [...mixed, 255], 'pale');
});

test('the segment under the pointer stands out: half the saturation, or hidden ones at a quarter', () => {
  const block = row('uint64', BigUint64Array.of(720575940600000000n, 6n));
  const towardsWhite = (id: bigint, s: number) => colorOf(id).map((v) => 255 * (1 - s) + v * s);
  const chosen = [720575940600000000n];
  const shown = drawBlock(block, labelStyle({ chosen, hovered: 720575940600000000n }));
  assertNear(pixel(shown, 0), [...towardsWhite(720575940600000000n, 0.5), 255], 'chosen');
  assertNear(pixel(shown, 1), [0, 0, 0, 0], 'other');
  const hidden = drawBlock(block, labelStyle({ chosen, hovered: 6n }));
  assertNear(pixel(hidden, 1), [...towardsWhite(6n, 0.25), 255], 'hidden');
  const pale = drawBlock(block, labelStyle({ chosen, hovered: 720575940600000000n, saturation: 0.5 }));
  assertNear(pixel(pale, 0), [...towardsWhite(720575940600000000n, 1), 255], 'more where there is little');
});

test('a million ids are told apart from a million others', () => {
  const spread = (i: number) => (BigInt(i) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
  const chosen = Array.from({ length: 1_000_000 }, (_, i) => spread(2 * i + 2));
  const shown = Array.from({ length: 2048 }, (_, i) => spread(2 + 977 * i));
  const pixels = drawBlock(row('uint64', BigUint64Array.from(shown)), labelStyle({ chosen }));
  for (let i = 0; i < shown.length; i++) {
    assert.equal(pixels[4 * i + 3], (977 * i) % 2 === 0 ? 255 : 0, `id ${shown[i]}`);
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
