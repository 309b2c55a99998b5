import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import { distanceTransform } from '../../../datasets/voxels/index.ts';

/** Every voxel against every marked voxel, in the obvious way. */
function bruteForce(marked: Uint8Array, [nx, ny, nz]: Xyz, [sx, sy, sz]: Xyz): number[] {
  const at = (i: number): Xyz => [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
  return Array.from({ length: nx * ny * nz }, (_, i) => {
    const [x, y, z] = at(i);
    let best = Number.POSITIVE_INFINITY;
    marked.forEach((m, j) => {
      const [u, v, w] = at(j);
      if (m) best = Math.min(best, ((u - x) * sx) ** 2 + ((v - y) * sy) ** 2 + ((w - z) * sz) ** 2);
    });
    return Math.fround(Math.sqrt(best));
  });
}

/** A repeatable scatter of marks: one voxel in `every`, on the average. */
function scatter(length: number, every: number): Uint8Array {
  let state = 12345;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % every === 0 ? 1 : 0;
  });
}

test('one mark in a plane: distances worked by hand', () => {
  const marked = Uint8Array.from([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  const root2 = Math.fround(Math.SQRT2);
  assert.deepEqual([...distanceTransform(marked, [3, 3, 1])], [root2, 1, root2, 1, 0, 1, root2, 1, root2]);
});

test('the size of voxels counts per axis', () => {
  const marked = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0]);
  const d = (x: number, y: number, z: number) => Math.fround(Math.hypot(x, y, z));
  assert.deepEqual(
    [...distanceTransform(marked, [2, 2, 2], [4, 8, 0.5])],
    [0, d(4, 0, 0), d(0, 8, 0), d(4, 8, 0), d(0, 0, 0.5), d(4, 0, 0.5), d(0, 8, 0.5), d(4, 8, 0.5)],
  );
});

test('equals the brute force on odd sizes, dense and sparse, isotropic and not', () => {
  for (const size of [
    [1, 1, 7],
    [5, 1, 1],
    [7, 5, 3],
    [3, 11, 6],
  ] as Xyz[]) {
    for (const every of [2, 9, 40]) {
      for (const spacing of [
        [1, 1, 1],
        [1, 1, 3],
        [0.3, 2.5, 1],
      ] as Xyz[]) {
        const marked = scatter(size[0] * size[1] * size[2], every);
        assert.deepEqual(
          [...distanceTransform(marked, size, spacing)],
          bruteForce(marked, size, spacing),
          `${size} / ${every} / ${spacing}`,
        );
      }
    }
  }
});

test('on long lines too, where marks are near, where they are far, and where both are', () => {
  const near = Uint8Array.from({ length: 150 }, (_, i) => (i % 7 === 3 ? 1 : 0));
  const far = Uint8Array.from({ length: 150 }, (_, i) => (i === 20 ? 1 : 0));
  const both = near.map((mark, i) => (i < 90 ? mark : 0));
  for (const size of [
    [1, 150, 1],
    [1, 1, 150],
    [2, 75, 1],
  ] as Xyz[]) {
    for (const marked of [near, far, both])
      assert.deepEqual([...distanceTransform(marked, size, [1, 2, 1])], bruteForce(marked, size, [1, 2, 1]));
  }
});

test('without a mark every distance is infinite', () => {
  assert.deepEqual([...distanceTransform(new Uint8Array(4), [2, 2, 1])], Array(4).fill(Infinity));
});

test('refuses marks of another size, and sizes of nothing', () => {
  assert.throws(() => distanceTransform(new Uint8Array(3), [2, 2, 1]), /2 x 2 x 1 = 4 voxels, got 3/);
  assert.throws(() => distanceTransform(new Uint8Array(4), [2, 2, 1], [1, 0, 1]), /positive sizes/);
});
