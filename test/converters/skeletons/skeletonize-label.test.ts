import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SKELETON_DEFAULTS, type Skeleton } from '../../../converters/skeletons/index.ts';
import { type Box, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import {
  anyOf,
  assertInside,
  countDegree,
  countTrees,
  draw,
  lengthOf,
  type Shape,
  torus,
  tube,
} from './shapes.ts';
import { cut, oneBlock, skeletonsOf } from './whole.ts';

const OPTIONS = { ...SKELETON_DEFAULTS, constantNm: 3, minVoxels: 1 };

function only(shape: Shape, box: Box, voxelSizeNm: Xyz = xyz(1, 1, 1)): Skeleton {
  const skeletons = skeletonsOf(oneBlock(draw(shape, box), box), OPTIONS, { voxelSizeNm });
  assert.deepEqual([...skeletons.keys()], [7n]);
  return skeletons.get(7n)!;
}

test('a tube along each axis: a path as long as the tube, within 2 %, on its axis', () => {
  for (const axis of [0, 1, 2] as const) {
    const at = (v: number): Xyz => ([0, 1, 2] as const).map((i) => (i === axis ? v : 12)) as unknown as Xyz;
    const shape = tube(at(20), at(220), 5);
    const end = ([0, 1, 2] as const).map((i) => (i === axis ? 240 : 24)) as unknown as Xyz;
    const skeleton = only(shape, { begin: xyz(0, 0, 0), end });
    assert.equal(countTrees(skeleton), 1);
    assert.equal(countDegree(skeleton, 1), 2);
    assertInside(skeleton, shape);
    const expected = 200 + 2 * 5; // The ends are round: the label is a radius longer on both sides.
    assert.ok(Math.abs(lengthOf(skeleton) - expected) <= 0.02 * expected, `${lengthOf(skeleton)}`);
  }
});

test('tubes in other directions, anisotropic ones too: within 5 %', () => {
  for (const direction of [
    xyz(1, 1, 0),
    xyz(1, 1, 1),
    xyz(2, 1, 0),
    xyz(1, 2, 3),
    xyz(5, 2, 1),
    xyz(-1, 3, 2),
  ]) {
    for (const voxelSizeNm of [xyz(1, 1, 1), xyz(1, 1, 2)]) {
      const norm = Math.hypot(...direction.map((d, i) => d * voxelSizeNm[i as 0 | 1 | 2]));
      const endNm = (sign: number) =>
        direction.map((d, i) => 54 + (sign * 45 * d * voxelSizeNm[i as 0 | 1 | 2]) / norm) as unknown as Xyz;
      const inNm = tube(endNm(-1), endNm(1), 4);
      const shape: Shape = (x, y, z) => inNm(x * voxelSizeNm[0], y * voxelSizeNm[1], z * voxelSizeNm[2]);
      const skeleton = only(
        shape,
        { begin: xyz(0, 0, 0), end: xyz(108, 108, 108 / voxelSizeNm[2]) },
        voxelSizeNm,
      );
      assertInside(skeleton, shape);
      assert.equal(countTrees(skeleton), 1);
      const expected = 90 + 2 * 4;
      const length = lengthOf(skeleton, voxelSizeNm);
      assert.ok(Math.abs(length / expected - 1) <= 0.05, `${direction}: ${length} for ${expected}`);
    }
  }
});

test('three tubes that meet: three ends, one branching', () => {
  const shape = anyOf(
    tube(xyz(60, 60, 12), xyz(110, 60, 12), 4),
    tube(xyz(60, 60, 12), xyz(20, 100, 12), 4),
    tube(xyz(60, 60, 12), xyz(25, 15, 12), 4),
  );
  const skeleton = only(shape, { begin: xyz(0, 0, 0), end: xyz(120, 120, 24) });
  assert.equal(countDegree(skeleton, 1), 3);
  assert.equal(countDegree(skeleton, 3), 1);
  assertInside(skeleton, shape);
});

test('a ring has no cycle: it is cut somewhere', () => {
  const shape = torus(xyz(50, 50, 10), 35, 5);
  const skeleton = only(shape, { begin: xyz(0, 0, 0), end: xyz(100, 100, 20) });
  assert.equal(countTrees(skeleton), 1);
  assertInside(skeleton, shape);
  assert.ok(lengthOf(skeleton) > 0.9 * 2 * Math.PI * 35 && lengthOf(skeleton) < 1.1 * 2 * Math.PI * 35);
});

test('the radius of a tube is its own', () => {
  const shape = tube(xyz(20, 12, 12), xyz(120, 12, 12), 5);
  const { radiiNm, positions } = only(shape, { begin: xyz(0, 0, 0), end: xyz(140, 24, 24) });
  const middle = [...radiiNm].filter((_, i) => positions[3 * i] > 40 && positions[3 * i] < 100);
  assert.ok(middle.length > 50);
  for (const radius of middle) assert.ok(radius >= 4 && radius <= 6, `${radius}`);
});

const RING_AND_ROD = anyOf(tube(xyz(10, 20, 20), xyz(110, 25, 22), 5), torus(xyz(60, 62, 20), 35, 5));

test('one block or many, in any order: the same skeleton, bit for bit, cut by the fixed grid or not', () => {
  const box: Box = { begin: xyz(-7, 3, 0), end: xyz(125, 110, 40) };
  const block = draw(RING_AND_ROD, box);
  for (const maxBoxVoxels of [2 ** 27, 2 ** 14]) {
    const whole = skeletonsOf(oneBlock(block, box), OPTIONS, { maxBoxVoxels }).get(7n)!;
    assert.equal(countTrees(whole), 1);
    assertInside(whole, RING_AND_ROD);
    for (const edge of [17, 32, 64, 100]) {
      const blocks = cut(block, box, edge);
      assert.deepEqual(skeletonsOf(blocks, OPTIONS, { maxBoxVoxels }).get(7n), whole);
      const backwards = { ...blocks, parts: blocks.parts.toReversed() };
      assert.deepEqual(skeletonsOf(backwards, OPTIONS, { maxBoxVoxels }).get(7n), whole);
    }
  }
});

test('of a label whose pieces are all too small the largest has a skeleton', () => {
  const two = anyOf(tube(xyz(10, 10, 10), xyz(20, 10, 10), 2), tube(xyz(10, 30, 10), xyz(40, 30, 10), 2));
  const box: Box = { begin: xyz(0, 0, 0), end: xyz(50, 40, 20) };
  const skeleton = skeletonsOf(oneBlock(draw(two, box), box), { ...OPTIONS, minVoxels: 5000 }).get(7n)!;
  assert.equal(countTrees(skeleton), 1);
  assert.ok(lengthOf(skeleton) > 30, `${lengthOf(skeleton)}`);
});

test('labels that touch stay apart; a single voxel has a skeleton of one vertex', () => {
  const block = draw((x) => x < 30, { begin: xyz(0, 0, 0), end: xyz(60, 8, 8) }, 5n);
  const data = block.data as BigUint64Array;
  for (let i = 0; i < data.length; i++) if (data[i] === 0n) data[i] = i === data.length - 1 ? 1n << 40n : 9n;
  const box: Box = { begin: xyz(0, 0, 0), end: xyz(60, 8, 8) };
  const skeletons = skeletonsOf(oneBlock(block, box), OPTIONS, { voxelSizeNm: xyz(4, 4, 40) });
  assert.deepEqual([...skeletons.keys()].sort(), [5n, 9n, 1n << 40n].sort());
  assert.equal(skeletons.get(1n << 40n)?.radiiNm.length, 1);
});

test('a label that fills the block has a skeleton, too', () => {
  const skeleton = only(() => true, { begin: xyz(0, 0, 0), end: xyz(20, 9, 9) });
  assert.equal(countTrees(skeleton), 1);
});

test('a soma: paths begin in its centre, and nothing branches in it but the neurites', () => {
  const centre = xyz(60, 60, 40);
  const soma: Shape = (x, y, z) => Math.hypot(x - centre[0], y - centre[1], z - centre[2]) <= 20;
  const neurites = [xyz(4, 60, 40), xyz(116, 50, 40), xyz(60, 116, 36)];
  const shape = anyOf(soma, ...neurites.map((end) => tube(centre, end, 3)));
  // 100 nm a voxel: its radius of 2000 nm is above --soma.
  const options = { ...OPTIONS, constantNm: 300 };
  const box: Box = { begin: xyz(0, 0, 0), end: xyz(120, 120, 80) };
  const skeletons = skeletonsOf(oneBlock(draw(shape, box), box), options, {
    voxelSizeNm: xyz(100, 100, 100),
  });
  const skeleton = skeletons.get(7n)!;
  assert.equal(countDegree(skeleton, 1), neurites.length);
  const root = [...skeleton.positions.subarray(0, 3)];
  assert.ok(Math.hypot(...root.map((v, i) => v - centre[i as 0 | 1 | 2])) < 2, `root at ${root}`);
  assert.ok(Math.abs((skeleton.radiiNm[0] ?? 0) - 2000) < 150, `${skeleton.radiiNm[0]}`);
  assertInside(skeleton, shape);
});

test('a label that fills the volume, cut by the fixed grid: one tree', () => {
  const box: Box = { begin: xyz(0, 0, 0), end: xyz(50, 40, 20) };
  const skeleton = skeletonsOf(
    oneBlock(
      draw(() => true, box),
      box,
    ),
    OPTIONS,
    { maxBoxVoxels: 2 ** 14 },
  ).get(7n)!;
  assert.equal(countTrees(skeleton), 1);
  assert.ok(skeleton.radiiNm.every(Number.isFinite));
});

test('the tip of a tube that leaves its cell of the fixed grid at a corner, through two faces, is kept', () => {
  // Cells of 16: the tip is short, and balls of 60 around the crossings cover it.
  const options = { ...OPTIONS, constantNm: 60 };
  const [tip, far] = [xyz(20, 20, 8), xyz(100, 104, 8)];
  const shape = tube(tip, far, 4);
  const box: Box = { begin: xyz(0, 0, 0), end: xyz(120, 120, 16) };
  const joined = skeletonsOf(oneBlock(draw(shape, box), box), options, { maxBoxVoxels: 2 ** 14 }).get(7n)!;
  assert.equal(countTrees(joined), 1);
  assertInside(joined, shape);
  const nearest = (end: Xyz) =>
    Math.min(
      ...Array.from(joined.radiiNm, (_, v) =>
        Math.hypot(...end.map((n, axis) => joined.positions[3 * v + axis] - 0.5 - n)),
      ),
    );
  assert.ok(nearest(tip) <= 5, `${nearest(tip)} from the tip`);
  assert.ok(nearest(far) <= 5, `${nearest(far)} from the other end`);
});
