import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvalidDataError } from '../../../datasets/errors.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { labelDistance } from '../../../datasets/voxels/index.ts';

/** By the definition: every pair of voxels. */
function slowDistance(labels: Int32Array, [nx, ny, nz]: Xyz, spacing: Xyz): number[] {
  const places = Array.from({ length: nx * ny * nz }, (_, i) => [
    i % nx,
    Math.floor(i / nx) % ny,
    Math.floor(i / nx / ny),
  ]);
  return places.map((a, i) => {
    if (labels[i] === 0) return 0;
    const others = places.filter((_, k) => labels[k] !== labels[i]);
    return Math.min(...others.map((b) => Math.hypot(...a.map((v, axis) => (v - b[axis]) * spacing[axis]))));
  });
}

test('every distance equals the least over all voxels of other labels', () => {
  const cases = fc.record({
    size: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 6 }))),
    spacing: fc.tuple(...[1, 2, 3].map(() => fc.constantFrom(1, 2.5, 10))),
    labels: fc.infiniteStream(fc.constantFrom(0, 1, 1, 1, 1, 2, 2, 2)),
  });
  fc.assert(
    fc.property(cases, ({ size, spacing, labels }) => {
      const n = size as unknown as Xyz;
      const block = Int32Array.from({ length: n[0] * n[1] * n[2] }, () => labels.next().value ?? 0);
      const expected = slowDistance(block, n, spacing as unknown as Xyz);
      const got = labelDistance(block, n, spacing as unknown as Xyz);
      for (const [i, distance] of expected.entries()) {
        if (Number.isFinite(distance))
          assert.ok(Math.abs(got[i] - distance) <= 2e-7 * distance, `${got[i]} ${distance}`);
        else assert.equal(got[i], distance);
      }
    }),
    { numRuns: 400 },
  );
});

test('labels of another size are refused', () => {
  assert.throws(() => labelDistance(new Int32Array(7), xyz(2, 2, 2), xyz(1, 1, 1)), InvalidDataError);
});
