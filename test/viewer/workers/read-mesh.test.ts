import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeLegacyFragment, encodeLegacyManifest } from '../../../datasets/precomputed/meshes/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { smoothNormals } from '../../../viewer/workers/normals.ts';
import { readMesh } from '../../../viewer/workers/read-mesh.ts';

const signal = new AbortController().signal;
/** A triangle in a plane of constant z, counter-clockwise seen from +z: its normal is +z. */
const triangle = (x: number) => ({
  positionsNm: new Float32Array([x, 0, 5, x + 1, 0, 5, x, 1, 5]),
  indices: new Uint32Array([0, 1, 2]),
});

test('fragments are joined; one that is listed but missing is left out', async () => {
  const store = createMemoryStore('mem', [
    ['mesh/7:0', encodeLegacyManifest(['7:0:a', 'gone', '7:0:b'])],
    ['mesh/7:0:a', encodeLegacyFragment(triangle(1_000_000))],
    ['mesh/7:0:b', encodeLegacyFragment(triangle(1_000_010))],
  ]);
  const mesh = await readMesh(store, 'mesh', 7n, signal);
  assert.deepEqual(mesh.originNm, [1_000_000, 0, 5]);
  assert.deepEqual([...mesh.positions.subarray(9, 12)], [10, 0, 0]);
  assert.deepEqual([...mesh.indices], [0, 1, 2, 3, 4, 5]);
  assert.deepEqual([...mesh.normals.subarray(0, 4)], [0, 0, 127, 0]);
});

test('a segment without a mesh is an error that names it', async () => {
  const store = createMemoryStore('mem');
  await assert.rejects(
    () => readMesh(store, 'mesh', 9n, signal),
    /mem\/mesh\/9:0: expected a mesh of segment 9/,
  );
  await assert.rejects(() => readMesh(store, undefined, 9n, signal), /no folder of meshes/);
});

test('a normal is the mean of its faces by area; a degenerate mesh has none', () => {
  const positions = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
  // Two faces of equal area at the shared edge from 0 to vertex 1: normals +z and +y.
  const normals = smoothNormals(positions, new Uint32Array([0, 1, 2, 0, 3, 1]));
  assert.deepEqual([...normals.subarray(0, 4)], [0, 90, 90, 0]);
  assert.deepEqual([...smoothNormals(positions, new Uint32Array([1, 1, 1])).subarray(4, 8)], [0, 0, 0, 0]);
});
