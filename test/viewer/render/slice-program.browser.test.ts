/** Cross-sections at any angle show, pixel for pixel, what a slow twin on the CPU says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapXyz, type Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { ImageStyle } from '../../../viewer/render/index.ts';
import {
  type Cut,
  composeRotations,
  mapColors,
  planeBasis,
  rotationAbout,
} from '../../../viewer/state/index.ts';
import { drawVolume, pixelPlaces, sampleAt, type TestScale } from '../support/draw-volume.ts';

const STYLE: ImageStyle = {
  type: 'image',
  opacity: 1,
  blend: 'normal',
  isSmooth: false,
  channels: [{ channel: 0, window: [0, 255], color: [1, 1, 1] }],
};

/** Neighbours differ, so that a pixel that shows the wrong voxel shows another grey. */
function pyramidLevel(size: Xyz, voxelSizeNm: Xyz, chunkSize: Xyz, seed: number): TestScale {
  const count = size[0] * size[1] * size[2];
  const data = Uint8Array.from({ length: count }, (_, i) => (Math.imul(i + seed, 0x9e3779b1) >>> 24) | 1);
  const block: VoxelBlock = { dataType: 'uint8', numChannels: 1, size, data };
  const begin: Xyz = [3, -2, 5];
  return {
    block,
    scale: { bounds: { begin, end: mapXyz((v, i) => v + size[i], begin) }, voxelSizeNm, chunkSize },
  };
}

const FINE = pyramidLevel([40, 36, 20], [8, 8, 16], [16, 11, 7], 1);

const CUTS: ReadonlyArray<readonly [string, Cut]> = [
  ['xy', planeBasis('xy')],
  ['xz', planeBasis('xz')],
  ['yz', planeBasis('yz')],
  ['a quarter turn about z', planeBasis('xy', rotationAbout([0, 0, 1], Math.PI / 2))],
  ['half a right angle about x', planeBasis('xy', rotationAbout([1, 0, 0], Math.PI / 4))],
  ['turned in its own plane', planeBasis('xz', rotationAbout([0, 1, 0], 0.3))],
  [
    'any angle',
    planeBasis('yz', composeRotations(rotationAbout([0.6, 0, 0.8], 1.1), rotationAbout([0, 1, 0], 0.7))),
  ],
].map(([name, basis]) => [
  name as string,
  { basis, centerNm: [184.37, 128.93, 240.7], nmPerPixel: 1.7, width: 181, height: 142 } as Cut,
]);

function expected(cut: Cut, { scale, block }: TestScale): Uint8Array {
  const pixels = new Uint8Array(4 * cut.width * cut.height);
  for (const { pixel, place } of pixelPlaces(cut, scale)) {
    const grey = sampleAt(
      block,
      mapXyz((v, i) => Math.floor(v) - scale.bounds.begin[i], place),
    );
    if (grey !== undefined) pixels.set([Number(grey), Number(grey), Number(grey), 255], 4 * pixel);
  }
  return pixels;
}

function compare(actual: Uint8Array, wanted: Uint8Array): { differing: number; shown: number } {
  let [differing, shown] = [0, 0];
  for (let i = 0; i < wanted.length; i += 4) {
    if (wanted[i + 3]) shown++;
    if ([0, 1, 2, 3].some((k) => actual[i + k] !== wanted[i + k])) differing++;
  }
  return { differing, shown };
}

for (const [name, cut] of CUTS) {
  test(`nearest voxels, ${name}: no pixel differs`, () => {
    const { differing, shown } = compare(
      drawVolume(cut, [{ style: STYLE, scales: [FINE] }]),
      expected(cut, FINE),
    );
    assert.ok(shown > 4000, `${shown} pixels show something`);
    assert.equal(differing, 0);
  });
}

test('far from the origin of a large volume the same holds', () => {
  const far: Xyz = [1_234_567, 2_345_678, 345_678];
  const scale = {
    ...FINE.scale,
    bounds: { begin: far, end: mapXyz((v, i) => v + FINE.block.size[i], far) },
  };
  const [, base] = CUTS[6] as (typeof CUTS)[number];
  const centerNm = mapXyz((v, i) => (v + FINE.block.size[i] / 2 + 0.137) * scale.voxelSizeNm[i], far);
  const cut = { ...base, centerNm };
  const { differing, shown } = compare(
    drawVolume(cut, [{ style: STYLE, scales: [{ ...FINE, scale }] }]),
    expected(cut, { ...FINE, scale }),
  );
  assert.ok(shown > 4000);
  assert.equal(differing, 0);
});

test('a coarse scale stands in for fine chunks that are missing, and only there', () => {
  const coarse = pyramidLevel([20, 18, 10], [16, 16, 32], [8, 8, 8], 99);
  const shifted: TestScale = {
    ...coarse,
    scale: { ...coarse.scale, bounds: { begin: [2, -1, 3], end: [22, 17, 13] } },
  };
  const isMissing = ([x, y, z]: Xyz) => (x + y + z) % 2 === 1;
  const [, cut] = CUTS[6] as (typeof CUTS)[number];
  const pixels = drawVolume(cut, [{ style: STYLE, scales: [{ ...FINE, isMissing }, shifted] }]);
  const coarsePlaces = pixelPlaces(cut, shifted.scale);
  let [wrong, ofCoarse] = [0, 0];
  for (const { pixel, place } of pixelPlaces(cut, FINE.scale)) {
    const coarsePlace = (coarsePlaces.next().value as { place: Xyz }).place;
    const local = mapXyz((v, i) => v - FINE.scale.bounds.begin[i], place);
    const chunk = mapXyz((v, i) => Math.floor(v / FINE.scale.chunkSize[i]), local);
    const fine = sampleAt(FINE.block, mapXyz(Math.floor, local));
    const isFine = fine !== undefined && !isMissing(chunk);
    const other = sampleAt(
      shifted.block,
      mapXyz((v, i) => Math.floor(v - shifted.scale.bounds.begin[i]), coarsePlace),
    );
    if (!isFine && other !== undefined) ofCoarse++;
    if (pixels[4 * pixel] === Number((isFine ? fine : other) ?? 0)) continue;
    wrong++;
  }
  assert.ok(ofCoarse > 1000, `${ofCoarse} pixels of the coarse scale`);
  assert.equal(wrong, 0);
});

test('layers are blended in their order, with their opacity, or added', () => {
  const [, cut] = CUTS[0] as (typeof CUTS)[number];
  const flat = (value: number): TestScale => ({
    ...FINE,
    block: { ...FINE.block, data: new Uint8Array(FINE.block.data.length).fill(value) },
  });
  const middle = 4 * (90 + 181 * 70);
  const over = drawVolume(cut, [
    { style: STYLE, scales: [flat(200)] },
    { style: { ...STYLE, opacity: 0.25 }, scales: [flat(100)] },
  ]);
  assert.ok(Math.abs((over[middle] as number) - 175) <= 1, `${over[middle]}`);
  const added = drawVolume(cut, [
    { style: STYLE, scales: [flat(100)] },
    { style: { ...STYLE, opacity: 0.5, blend: 'additive' }, scales: [flat(60)] },
  ]);
  assert.ok(Math.abs((added[middle] as number) - 130) <= 1, `${added[middle]}`);
});

test('a colour map takes the place of black to white', () => {
  const [, cut] = CUTS[0] as (typeof CUTS)[number];
  // Published colours of viridis at 0, 128 and 255 of its 256; what is outside the window has those of its ends.
  for (const [value, hex] of [
    [50, '440154'],
    [100, '440154'],
    [150, '21918c'],
    [200, 'fde725'],
    [250, 'fde725'],
  ] as const) {
    const data = new Uint8Array(FINE.block.data.length).fill(value);
    const style: ImageStyle = {
      ...STYLE,
      map: mapColors('viridis'),
      channels: [{ channel: 0, window: [100, 200], color: [1, 1, 1] }],
    };
    const pixels = drawVolume(cut, [{ style, scales: [{ ...FINE, block: { ...FINE.block, data } }] }]);
    for (const channel of [0, 1, 2]) {
      const wanted = Number.parseInt(hex.slice(2 * channel, 2 * channel + 2), 16);
      const got = pixels[4 * (90 + 181 * 70) + channel] as number;
      assert.ok(Math.abs(got - wanted) <= 6, `${value}: ${got} instead of ${wanted}`);
    }
  }
});

/** The eight voxels around a place, mixed; the edge of the volume goes on. @param local voxels from its begin. */
function mixedAt(block: VoxelBlock, local: Xyz, channel: number): number {
  const from = mapXyz((v) => Math.floor(v - 0.5), local);
  let sum = 0;
  for (let bits = 0; bits < 8; bits++) {
    const corner = mapXyz((v, i) => v + ((bits >> i) & 1), from);
    const shares = mapXyz((v, i) => 1 - Math.abs(local[i] - 0.5 - v), corner);
    const inside = mapXyz((v, i) => Math.min(Math.max(v, 0), block.size[i] - 1), corner);
    sum += shares[0] * shares[1] * shares[2] * Number(sampleAt(block, inside, channel));
  }
  return sum;
}

for (const [name, base] of CUTS) {
  test(`smooth, ${name}: the eight voxels around are mixed, across chunks too`, () => {
    const cut = { ...base, nmPerPixel: 0.9 };
    // Two channels, so that the border of one does not lie in the other.
    const [size, count] = [FINE.block.size, FINE.block.data.length];
    const other = Uint8Array.from({ length: count }, (_, i) => Math.imul(i + 7, 0x85ebca6b) >>> 24);
    const data = new Uint8Array([...(FINE.block.data as Uint8Array), ...other]);
    const block: VoxelBlock = { dataType: 'uint8', numChannels: 2, size, data };
    const { scale } = FINE;
    for (const channel of [0, 1]) {
      const channels = [{ channel, window: [0, 255], color: [1, 1, 1] }] as const;
      const style = { ...STYLE, isSmooth: true, channels };
      const pixels = drawVolume(cut, [{ style, scales: [{ scale, block, isBordered: true }] }]);
      // A plane across an axis shows the middle of a layer: nothing is mixed through it.
      const flat = mapXyz((_, i) => Number(cut.basis.right[i] === 0 && cut.basis.down[i] === 0), [0, 0, 0]);
      let [shown, worst] = [0, 0];
      for (const { pixel, place } of pixelPlaces(cut, scale)) {
        const local = mapXyz((v, i) => (flat[i] ? Math.floor(v) + 0.5 : v) - scale.bounds.begin[i], place);
        if (local.some((v, i) => v < 0 || v >= (size[i] as number))) continue;
        shown++;
        const got = pixels[4 * pixel] as number;
        worst = Math.max(worst, Math.abs(got - mixedAt(block, local, channel)));
      }
      assert.ok(shown > 4000, `${shown} pixels show something`);
      assert.ok(worst <= 1, `${worst} levels off`);
    }
  });
}
