import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cut, dot, planeBasis, rotationAbout, visibleChunks } from '../../../viewer/state/index.ts';
import { planePolygon, widened } from '../../../viewer/state/plane-polygon.ts';

/** 8 x 8 x 8 voxels from (2, 0, -3) in chunks of 5 x 3 x 4: two, three and two chunks, the last ones cut. */
const scale = {
  bounds: { begin: [2, 0, -3], end: [10, 8, 5] },
  voxelSizeNm: [10, 10, 20],
  chunkSize: [5, 3, 4],
} as const;

const cut: Cut = {
  basis: planeBasis('xy'),
  centerNm: [60, 40, 25],
  nmPerPixel: 1,
  width: 400,
  height: 400,
};

/** Least and greatest of a polygon across and down. */
function extent(polygon: ReadonlyArray<readonly [number, number]>): number[] {
  const of = (i: 0 | 1) => polygon.map((point) => point[i]);
  return [Math.min(...of(0)), Math.max(...of(0)), Math.min(...of(1)), Math.max(...of(1))];
}

function area(polygon: ReadonlyArray<readonly [number, number]>): number {
  return Math.abs(
    polygon.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = polygon[(i + 1) % polygon.length] as readonly [number, number];
      return sum + (x * nextY - nextX * y) / 2;
    }, 0),
  );
}

test('a wide cut meets every chunk of its plane, cut at the edge of the volume', () => {
  const chunks = visibleChunks(scale, cut);
  assert.equal(chunks.length, 6);
  // z 25 nm is voxel 1: the second layer of chunks, whose first voxel is 1. Its middle is shown.
  assert.ok(
    chunks.every(
      ({ index, sampling }) => index[2] === 1 && sampling.whole[2] === 0 && sampling.part[2] === 0.5,
    ),
  );
  const last = chunks.find(({ index }) => index[0] === 1 && index[1] === 2);
  assert.deepEqual(last?.box, { begin: [7, 6, 1], end: [10, 8, 5] });
  assert.deepEqual(extent(last?.polygon ?? []), [9, 41, 19, 41]);
});

test('a narrow cut meets only what it sees', () => {
  const chunks = visibleChunks(scale, { ...cut, width: 10, height: 10 });
  assert.deepEqual(
    chunks.map(({ index }) => index),
    [[0, 1, 1]],
  );
});

test('a mirrored axis has its first voxel on the far side', () => {
  const [chunk] = visibleChunks(scale, {
    ...cut,
    basis: planeBasis('yz'),
    centerNm: [25, 0, 22],
    width: 4,
    height: 4,
  });
  assert.deepEqual(chunk?.index, [0, 0, 1]);
  assert.deepEqual(extent(chunk?.polygon ?? []), [-79, 3, -1, 31]);
  assert.equal(chunk?.sampling.part[0], 0.5);
});

test('outside the volume there is nothing', () => {
  assert.deepEqual(visibleChunks(scale, { ...cut, centerNm: [60, 40, 100] }), []);
  assert.deepEqual(visibleChunks(scale, { ...cut, centerNm: [60, 40, -61] }), []);
  assert.deepEqual(visibleChunks(scale, { ...cut, centerNm: [9000, 40, 25] }), []);
});

test('the section of a cube across its diagonal is a regular hexagon', () => {
  // z turned onto (1, 1, 1): about (-1, 1, 0) / sqrt 2 by the angle whose cosine is 1 / sqrt 3.
  const rotation = rotationAbout([-Math.SQRT1_2, Math.SQRT1_2, 0], Math.acos(1 / Math.sqrt(3)));
  const { right, down, through } = planeBasis('xy', rotation);
  const polygon = planePolygon([-4, -4, -4], [4, 4, 4], (point) => [
    dot(point, right),
    dot(point, down),
    dot(point, through),
  ]);
  assert.equal(polygon.length, 6);
  // Side s = 8 / sqrt 2, area 3 sqrt 3 / 2 * s^2.
  assert.ok(Math.abs(area(polygon) - (3 * Math.sqrt(3) * 32) / 2) < 1e-9);
  assert.ok(widened(polygon, 1).length <= 10);
  // A convex shape of area A and a square of side 2: A, the sides' shadows, and the square.
  const [left, right2, top, bottom] = extent(polygon) as [number, number, number, number];
  const grown = area(polygon) + 2 * (right2 - left + bottom - top) + 4;
  assert.ok(Math.abs(area(widened(polygon, 1)) - grown) < 1e-9);
});

test('an oblique plane meets exactly the chunks that have points of it', () => {
  const rotation = rotationAbout([0.6, 0, 0.8], 1.1);
  const basis = planeBasis('xz', rotation);
  const found = new Set(visibleChunks(scale, { ...cut, basis }).map(({ index }) => index.join()));
  // Brute force: points of the plane, a third of a pixel apart.
  const seen = new Set<string>();
  for (let x = -200; x < 200; x += 1 / 3) {
    for (let y = -200; y < 200; y += 1 / 3) {
      const at = [0, 1, 2].map((i) => {
        const axis = i as 0 | 1 | 2;
        const nm = cut.centerNm[axis] + x * basis.right[axis] + y * basis.down[axis];
        return Math.floor((nm / scale.voxelSizeNm[axis] - scale.bounds.begin[axis]) / scale.chunkSize[axis]);
      });
      if (at.every((v, i) => v >= 0 && v < ([2, 3, 2][i] as number))) seen.add(at.join());
    }
  }
  assert.deepEqual([...seen].sort(), [...found].sort());
  assert.ok(found.size > 6, `${found.size} chunks`);
});
