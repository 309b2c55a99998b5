import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toNanometres } from '../../../converters/meshing/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';

test('nanometres: each axis by its own voxel size, triangles untouched', () => {
  const mesh = { positions: Float32Array.of(1, 2, 3, -0.5, 0, 4.5), indices: Uint32Array.of(0, 1, 0) };
  const scaled = toNanometres(mesh, xyz(4, 8, 40));
  assert.deepEqual(Array.from(scaled.positions), [4, 16, 120, -2, 0, 180]);
  assert.equal(scaled.indices, mesh.indices);
  assert.deepEqual(Array.from(mesh.positions), [1, 2, 3, -0.5, 0, 4.5]);
});
