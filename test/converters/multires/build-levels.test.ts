/** Levels of detail against the surface that they are made of, by distances that are computed triangle by triangle. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawLabel, findBlockCells } from '../../../converters/meshing/index.ts';
import { buildLevels, type Level } from '../../../converters/multires/index.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { roughLabels } from '../surfaces/rough-labels.ts';

type Point = readonly [number, number, number];

const sub = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const along = (a: Point, d: Point, t: number): Point => [a[0] + d[0] * t, a[1] + d[1] * t, a[2] + d[2] * t];

function toSegment(p: Point, a: Point, b: Point): number {
  const d = sub(b, a);
  const t = Math.max(0, Math.min(1, dot(sub(p, a), d) / (dot(d, d) || 1)));
  const r = sub(p, along(a, d, t));
  return dot(r, r);
}

/** Squared distance: to the plane where the foot lies inside the triangle, else to a side. */
function toTriangle(p: Point, a: Point, b: Point, c: Point): number {
  const [u, v, w] = [sub(b, a), sub(c, a), sub(p, a)];
  const [uu, uv, vv, wu, wv] = [dot(u, u), dot(u, v), dot(v, v), dot(w, u), dot(w, v)];
  const det = uu * vv - uv * uv;
  if (det > 0) {
    const [s, t] = [(vv * wu - uv * wv) / det, (uu * wv - uv * wu) / det];
    if (s >= 0 && t >= 0 && s + t <= 1) {
      const r = sub(w, along(along([0, 0, 0], u, s), v, t));
      return dot(r, r);
    }
  }
  return Math.min(toSegment(p, a, b), toSegment(p, b, c), toSegment(p, c, a));
}

type Triangles = readonly (readonly [Point, Point, Point])[];

/** The largest distance of some points from a surface. */
function farthest(points: readonly Point[], surface: Triangles): number {
  let worst = 0;
  for (const p of points) {
    let best = Infinity;
    for (const [a, b, c] of surface) {
      // A box test first: most triangles are far away.
      const reach = Math.sqrt(best);
      if (Math.min(a[0], b[0], c[0]) - p[0] > reach || p[0] - Math.max(a[0], b[0], c[0]) > reach) continue;
      if (Math.min(a[1], b[1], c[1]) - p[1] > reach || p[1] - Math.max(a[1], b[1], c[1]) > reach) continue;
      best = Math.min(best, toTriangle(p, a, b, c));
    }
    worst = Math.max(worst, best);
  }
  return Math.sqrt(worst);
}

function trianglesOf(positions: ArrayLike<number>, indices: Uint32Array): Triangles {
  const point = (v: number): Point => [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]];
  return Array.from({ length: indices.length / 3 }, (_, t) => [
    point(indices[3 * t]),
    point(indices[3 * t + 1]),
    point(indices[3 * t + 2]),
  ]);
}

const trianglesOfLevel = ({ cells }: Level, cellNm: number, origin: Point): Triangles =>
  cells.flatMap(({ cell, positions, indices }) => {
    const nm = Array.from(positions, (q, i) => origin[i % 3] + cellNm * (cell[i % 3] + q / 65535));
    return trianglesOf(nm, indices);
  });

/** Corners and middles of every n-th triangle. */
const samples = (surface: Triangles, count: number): Point[] =>
  surface
    .filter((_, t) => t % Math.ceil(surface.length / count) === 0)
    .flatMap(([a, b, c]) => [a, along([0, 0, 0], along(along(a, b, 1), c, 1), 1 / 3)]);

/** The surface of label 7 in a volume, nanometres for voxels of 8 nm. */
function surfaceOf(size: Xyz, data: BigUint64Array) {
  const cells = findBlockCells({ dataType: 'uint64', size, numChannels: 1, data });
  const i = cells.labels.indexOf(7n);
  const [begin, end] = [cells.begins[i], cells.begins[i + 1]];
  const { positions, indices } = drawLabel([
    {
      origin: xyz(0, 0, 0),
      cells: cells.cells.subarray(begin, end),
      configurations: cells.configurations.subarray(begin, end),
    },
  ]);
  const mesh = { positions: Float32Array.from(positions, (half) => half * 4), indices };
  return { mesh, volumeNm3: cells.voxels[i] * 512, whole: trianglesOf(mesh.positions, indices) };
}

/** Closed surfaces that make up some triangles, by the places of their corners. */
function countParts(surface: Triangles): number {
  const parents = new Map<string, string>();
  const find = (at: string): string => {
    const parent = parents.get(at) ?? at;
    return parent === at ? at : find(parent);
  };
  for (const corners of surface) {
    const [a, b, c] = corners.map((point) => point.map((n) => n.toFixed(2)).join());
    for (const corner of [a, b, c]) if (!parents.has(corner)) parents.set(corner, corner);
    parents.set(find(b), find(a));
    parents.set(find(c), find(a));
  }
  return [...parents.keys()].filter((at) => find(at) === at).length;
}

const volumeOf = (surface: Triangles): number =>
  surface.reduce((sum, [a, b, c]) => sum + dot(a, cross(b, c)) / 6, 0);

const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

test('what is as thin as the error stays: a thread on a ball, specks, a sheet, a voxel alone', async () => {
  const size = xyz(48, 24, 24);
  const volume = (isLabel: (x: number, y: number, z: number) => boolean) => {
    const data = new BigUint64Array(48 * 24 * 24);
    for (let i = 0; i < data.length; i++)
      if (isLabel(i % 48, Math.floor(i / 48) % 24, Math.floor(i / 1152))) data[i] = 7n;
    return surfaceOf(size, data);
  };
  const speck = (x: number, y: number, z: number) => y === 2 && z === 20 && x % 4 === 1;
  const shapes = {
    // The ball with its thread, and twelve voxels in a row with gaps.
    thread: volume(
      (x, y, z) =>
        Math.hypot(x - 10, y - 12, z - 12) < 8 || (y === 12 && z === 12 && x > 10) || speck(x, y, z),
    ),
    sheet: volume((x, y, z) => z === 12 && x > 3 && x < 44 && y > 3 && y < 20),
    voxel: volume((x, y, z) => x === 9 && y === 9 && z === 9),
  };
  for (const maxErrorNm of [8, 20]) {
    for (const [name, { mesh, volumeNm3, whole }] of Object.entries(shapes)) {
      const options = { maxErrorNm, voxelNm: 8, quantizationBits: 16, volumeNm3 } as const;
      const { levels, cellNm, originNm } = await buildLevels(mesh, options);
      const surface = trianglesOfLevel(levels[0], cellNm, originNm);
      const subject = `${name}, ${maxErrorNm} nm: ${surface.length} of ${whole.length} triangles`;
      const back = farthest(samples(whole, 5000), surface);
      assert.ok(back <= maxErrorNm, `${subject}; ${back} nm from what was there`);
      assert.equal(countParts(surface), name === 'thread' ? 13 : 1, subject);
      // Marching cubes cut the edges of what is one voxel thin: measured against their own surface.
      const share = volumeOf(surface) / volumeOf(whole);
      assert.ok(
        share > 0.98 && share < (name === 'sheet' ? 1.08 : 1.5),
        `${subject}: ${share} of the volume`,
      );
      if (name !== 'voxel') assert.ok(surface.length < whole.length / 2, subject);
    }
  }
});

test('an error as large as the object, or far larger, still takes triangles away', async () => {
  const size = xyz(40, 36, 32);
  const { mesh, volumeNm3, whole } = surfaceOf(size, roughLabels(size, 0.3));
  const count = async (maxErrorNm: number) => {
    const options = { maxErrorNm, voxelNm: 8, quantizationBits: 16, volumeNm3 } as const;
    const { levels, cellNm, originNm } = await buildLevels(mesh, options);
    const surface = trianglesOfLevel(levels[0], cellNm, originNm);
    const share = volumeOf(surface) / volumeNm3;
    assert.ok(Math.abs(share - 1) < 0.03, `${maxErrorNm} nm: ${share} of the volume`);
    return surface.length;
  };
  const fine = await count(16);
  assert.ok(fine < whole.length / 3, `${fine} of ${whole.length}`);
  for (const maxErrorNm of [320, 5000, 1e6])
    assert.ok((await count(maxErrorNm)) <= fine, `${maxErrorNm} nm: more than the ${fine} of 16 nm`);
});

test('levels are within their error of the surface, both ways, and each has fewer triangles', async (t) => {
  const size = xyz(40, 36, 32);
  const { mesh, volumeNm3, whole } = surfaceOf(size, roughLabels(size, 0.3));
  const { levels, cellNm, originNm } = await buildLevels(mesh, {
    ...{ maxErrorNm: 2, voxelNm: 8, quantizationBits: 16, volumeNm3 },
  });
  assert.ok(levels.length >= 2, `${levels.length} levels of ${whole.length} triangles`);
  for (const [l, level] of levels.entries()) {
    const surface = trianglesOfLevel(level, cellNm * 2 ** l, originNm);
    const there = farthest(samples(surface, 250), whole);
    const back = farthest(samples(whole, 250), surface);
    t.diagnostic(
      `level ${l}: ${level.triangles} triangles, error ${level.errorNm} nm; measured ${there.toFixed(2)} and ${back.toFixed(2)}`,
    );
    assert.ok(Math.max(there, back) <= level.errorNm, `level ${l}: ${there}, ${back} of ${level.errorNm} nm`);
    if (l > 0) assert.ok(level.triangles < levels[l - 1].triangles);
  }
  assert.equal(levels.at(-1)?.cells.length, 1, 'the coarsest level is one cell');
});
