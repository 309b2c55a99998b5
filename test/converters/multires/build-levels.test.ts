/** Levels of detail against the surface that they are made of, by distances that are computed triangle by triangle. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawLabel, findBlockCells } from '../../../converters/meshing/index.ts';
import { buildLevels, type Level } from '../../../converters/multires/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
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

test('levels are within their error of the surface, both ways, and each has fewer triangles', async (t) => {
  const size = xyz(40, 36, 32);
  const data = roughLabels(size, 0.3);
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
  const nm = Float32Array.from(positions, (half) => half * 4);
  const whole = trianglesOf(nm, indices);
  const volumeNm3 = cells.voxels[i] * 512;
  const mesh = { positions: nm, indices };
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
