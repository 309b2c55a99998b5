import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, type Xyz, xyz, zyx } from '../../../datasets/geometry/index.ts';
import { assertOverlap, defaultOverlap, findOverlapDoubt, tileBoxes } from '../../../ffn/inference/index.ts';

const network = (fov: number, delta: number) => ({
  fovSize: zyx(fov, fov, fov),
  deltas: zyx(delta, delta, delta),
});
const cube = (n: number): Xyz => xyz(n, n, n);

/** Fewest centres that either neighbour puts where the other can put one too, over all grids that moves from a seed make. */
function fewestCommonCentres(overlap: number, fov: number, delta: number): number {
  const size = 3 * fov;
  const margin = (fov - 1) / 2;
  const [first, last] = [size - overlap + margin, size - 1 - margin];
  const counts = Array.from({ length: delta }, (_, phase) => {
    let n = 0;
    for (let at = first; at <= last; at++) if (at % delta === phase) n++;
    return n;
  });
  return Math.min(...counts);
}

test('the default leaves two steps that both neighbours see, the least that passes leaves one', () => {
  for (const [fov, delta] of [
    [33, 8],
    [9, 2],
    [17, 4],
    [17, 5],
    [9, 3],
  ] as const) {
    const info = network(fov, delta);
    const bounds = boxOf(cube(0), cube(10 * fov));
    const isShort = (overlap: number) =>
      findOverlapDoubt(bounds, { size: cube(3 * fov), overlap: cube(overlap) }, info) !== undefined;
    assert.equal(fewestCommonCentres(defaultOverlap(info)[0], fov, delta), 2);
    for (let overlap = 0; overlap < 3 * fov; overlap++)
      assert.equal(isShort(overlap), fewestCommonCentres(overlap, fov, delta) === 0, `${fov}: ${overlap}`);
  }
});

test('axes count each by itself, and those that are not cut do not', () => {
  const info = { fovSize: zyx(9, 17, 33), deltas: zyx(2, 4, 8) };
  assert.deepEqual(defaultOverlap(info), xyz(48, 24, 12));
  const tiling = { size: xyz(100, 100, 100), overlap: xyz(48, 24, 0) };
  assertOverlap(boxOf(cube(0), xyz(200, 200, 100)), tiling, info);
  assert.throws(() => assertOverlap(boxOf(cube(0), cube(200)), tiling, info), {
    tag: 'invalid',
    message:
      /^overlap of subvolumes: expected at least 40,20,10: .*, got 48,24,0\. Let them share 48,24,12, the default; --force /,
  });
});

test('FIB-25: 48 voxels, and 32 are refused', () => {
  const bounds = boxOf(cube(61), cube(128));
  assert.deepEqual(defaultOverlap(network(33, 8)), cube(48));
  assert.deepEqual(
    tileBoxes(bounds, { size: cube(75), overlap: defaultOverlap(network(33, 8)) })
      .slice(0, 3)
      .map(({ begin }) => begin[0]),
    [61, 88, 114],
  );
  assert.throws(
    () => assertOverlap(bounds, { size: cube(64), overlap: cube(32) }, network(33, 8)),
    /got 32,/,
  );
});
