import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortByOctant } from '../../../../datasets/precomputed/meshes/octants.ts';

test('triangles are sorted by the octant of their middle, whole, and none is lost', () => {
  const vertices = Int32Array.from(
    { length: 3 * 300 },
    (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 8) % 1024,
  );
  const indices = Uint32Array.from({ length: 3 * 200 }, (_, i) => (Math.imul(i + 7, 0x85ebca6b) >>> 8) % 300);
  const sorted = indices.slice();
  const ends = sortByOctant(vertices, sorted, 1023);
  assert.equal(ends[7], sorted.length);
  const faces = (list: Uint32Array) =>
    Array.from({ length: list.length / 3 }, (_, t) => list.subarray(3 * t, 3 * t + 3).join());
  assert.deepEqual(faces(sorted).sort(), faces(indices).sort());
  for (let octant = 0; octant < 8; octant++) {
    for (let i = ends[octant - 1] ?? 0; i < ends[octant]!; i += 3) {
      for (let axis = 0; axis < 3; axis++) {
        const sum = [0, 1, 2].reduce((s, k) => s + vertices[3 * sorted[i + k]! + axis]!, 0);
        assert.equal(sum / 3 > 511.5, Boolean((octant >> axis) & 1));
      }
    }
  }
});
