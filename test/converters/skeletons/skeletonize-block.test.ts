import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  joinPieces,
  SKELETON_DEFAULTS,
  type Skeleton,
  skeletonizeBlock,
} from '../../../converters/skeletons/index.ts';
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

const OPTIONS = { ...SKELETON_DEFAULTS, constantNm: 3, minVoxels: 1 };

function only(shape: Shape, box: Box, voxelSizeNm: Xyz = xyz(1, 1, 1)): Skeleton {
  const { pieces } = skeletonizeBlock(
    { block: draw(shape, box), begin: box.begin, voxelSizeNm, sharedFaces: [] },
    OPTIONS,
  );
  assert.deepEqual([...pieces.keys()], [7n]);
  assert.equal(pieces.get(7n)?.length, 1);
  return joinPieces(pieces.get(7n) ?? []);
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

test('blocks that share planes give joined skeletons, in any cut', () => {
  const shape = anyOf(tube(xyz(10, 20, 20), xyz(110, 25, 22), 5), torus(xyz(60, 62, 20), 35, 5));
  const cuts = [0, 40, 81, 120];
  const pieces: Skeleton[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const isLast = i + 2 === cuts.length;
    const box = { begin: xyz(cuts[i], 0, 0), end: xyz(cuts[i + 1] + (isLast ? 0 : 1), 110, 40) };
    const sharedFaces = [
      ...(i === 0 ? [] : [{ axis: 0, isUpper: false } as const]),
      ...(isLast ? [] : [{ axis: 0, isUpper: true } as const]),
    ];
    const block = draw(shape, box);
    const { pieces: found } = skeletonizeBlock(
      { block, begin: box.begin, voxelSizeNm: xyz(1, 1, 1), sharedFaces },
      OPTIONS,
    );
    pieces.push(...(found.get(7n) ?? []));
  }
  assert.ok(pieces.length > 3);
  const joined = joinPieces(pieces);
  assert.equal(countTrees(joined), 1);
  assertInside(joined, shape);
});

test('labels that touch stay apart; a single voxel has a skeleton of one vertex', () => {
  const block = draw((x) => x < 30, { begin: xyz(0, 0, 0), end: xyz(60, 8, 8) }, 5n);
  const data = block.data as BigUint64Array;
  for (let i = 0; i < data.length; i++) if (data[i] === 0n) data[i] = i === data.length - 1 ? 1n << 40n : 9n;
  const { pieces } = skeletonizeBlock(
    { block, begin: xyz(0, 0, 0), voxelSizeNm: xyz(4, 4, 40), sharedFaces: [] },
    OPTIONS,
  );
  assert.deepEqual([...pieces.keys()].sort(), [5n, 9n, 1n << 40n].sort());
  assert.equal(pieces.get(1n << 40n)?.[0].radiiNm.length, 1);
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
  const { pieces } = skeletonizeBlock(
    { block: draw(shape, box), begin: box.begin, voxelSizeNm: xyz(100, 100, 100), sharedFaces: [] },
    options,
  );
  const skeleton = joinPieces(pieces.get(7n) ?? []);
  assert.equal(countDegree(skeleton, 1), neurites.length);
  const root = [...skeleton.positions.subarray(0, 3)];
  assert.ok(Math.hypot(...root.map((v, i) => v - centre[i as 0 | 1 | 2])) < 2, `root at ${root}`);
  assert.ok(Math.abs((skeleton.radiiNm[0] ?? 0) - 2000) < 150, `${skeleton.radiiNm[0]}`);
  assertInside(skeleton, shape);
});

test('a plane that one label fills is crossed in its middle', () => {
  const box: Box = { begin: xyz(0, 0, 0), end: xyz(21, 11, 9) };
  const { pieces } = skeletonizeBlock(
    {
      block: draw(() => true, box),
      begin: box.begin,
      voxelSizeNm: xyz(1, 1, 1),
      sharedFaces: [
        { axis: 0, isUpper: false },
        { axis: 0, isUpper: true },
      ],
    },
    OPTIONS,
  );
  const skeleton = joinPieces(pieces.get(7n) ?? []);
  const places = Array.from({ length: skeleton.radiiNm.length }, (_, v) =>
    skeleton.positions.subarray(3 * v, 3 * v + 3).join(),
  );
  assert.ok(places.includes('0.5,5.5,4.5') && places.includes('20.5,5.5,4.5'), places.join(' '));
  assert.ok(Math.abs(lengthOf(skeleton) - 20) < 0.5, `${lengthOf(skeleton)}`);
});

test('voxels of planes that two blocks share are counted once', () => {
  const shape = tube(xyz(5, 12, 12), xyz(75, 12, 12), 4);
  const count = (from: number, to: number, faces: readonly boolean[]) => {
    const sharedFaces = faces.map((isUpper) => ({ axis: 0, isUpper }) as const);
    const box: Box = { begin: xyz(from, 0, 0), end: xyz(to, 24, 24) };
    const input = { block: draw(shape, box), begin: box.begin, voxelSizeNm: xyz(1, 1, 1), sharedFaces };
    return skeletonizeBlock(input, OPTIONS).voxels.get(7n) ?? 0;
  };
  assert.equal(count(0, 33, [true]) + count(32, 80, [false]), count(0, 80, []));
});

test('the tip of a tube that leaves its block at a corner, through two faces, is kept', () => {
  // The tip is 28 long, and balls of 60 around the crossings cover it.
  const options = { ...OPTIONS, constantNm: 60 };
  const [tip, far] = [xyz(20, 20, 12), xyz(100, 104, 12)];
  const shape = tube(tip, far, 4);
  const pieces: Skeleton[] = [];
  for (const [x0, x1] of [
    [0, 41],
    [40, 120],
  ] as const) {
    for (const [y0, y1] of [
      [0, 43],
      [42, 120],
    ] as const) {
      const box = { begin: xyz(x0, y0, 0), end: xyz(x1, y1, 24) };
      const sharedFaces = [
        { axis: 0, isUpper: x0 === 0 },
        { axis: 1, isUpper: y0 === 0 },
      ] as const;
      const input = { block: draw(shape, box), begin: box.begin, voxelSizeNm: xyz(1, 1, 1), sharedFaces };
      pieces.push(...(skeletonizeBlock(input, options).pieces.get(7n) ?? []));
    }
  }
  const joined = joinPieces(pieces);
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
