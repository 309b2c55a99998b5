import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeTriangleVertexPositionsAndIndices } from 'neuroglancer/unstable/mesh/backend.js';
import { CorruptDataError, InvalidDataError } from '../../../../datasets/errors.ts';
import {
  decodeLegacyFragment,
  decodeLegacyManifest,
  encodeLegacyFragment,
  encodeLegacyManifest,
  encodeLegacyMeshInfo,
  legacyManifestKey,
} from '../../../../datasets/precomputed/meshes/index.ts';
import { assertSameSamples, text } from '../../support/blocks.ts';

const TETRAHEDRON = {
  positionsNm: Float32Array.of(0, 0, 0, 8, 0, 0, 0, 8.5, 0, 0, 0, 1e7),
  indices: Uint32Array.of(0, 2, 1, 0, 1, 3, 1, 2, 3, 0, 3, 2),
};

test('a fragment has the bytes of the format: count, positions, indices', () => {
  const bytes = encodeLegacyFragment(TETRAHEDRON);
  assert.equal(bytes.length, 4 + 4 * 12 + 4 * 12);
  const view = new DataView(bytes.buffer);
  assert.equal(view.getUint32(0, true), 4);
  assert.equal(view.getFloat32(4 + 12 + 12 + 4, true), 8.5);
  assert.equal(view.getUint32(4 + 48 + 4, true), 2);
});

test('Neuroglancer reads our fragments', () => {
  const buffer = encodeLegacyFragment(TETRAHEDRON).slice().buffer;
  const numVertices = new DataView(buffer).getUint32(0, true);
  const mesh = decodeTriangleVertexPositionsAndIndices(buffer, 0, 4, numVertices);
  assertSameSamples(mesh.vertexPositions, TETRAHEDRON.positionsNm);
  assertSameSamples(mesh.indices, TETRAHEDRON.indices);
});

test('we read our fragments, also at an odd offset', () => {
  const bytes = encodeLegacyFragment(TETRAHEDRON);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const mesh = decodeLegacyFragment(shifted.subarray(3));
  assertSameSamples(mesh.positionsNm, TETRAHEDRON.positionsNm);
  assertSameSamples(mesh.indices, TETRAHEDRON.indices);
});

test('torn and impossible meshes are refused', () => {
  const bytes = encodeLegacyFragment(TETRAHEDRON);
  for (const length of [0, 3, 20, bytes.length - 1]) {
    assert.throws(
      () => decodeLegacyFragment(bytes.subarray(0, length), 'mesh/7'),
      CorruptDataError,
      `${length}`,
    );
  }
  const outside = { ...TETRAHEDRON, indices: Uint32Array.of(0, 1, 4) };
  assert.throws(() => encodeLegacyFragment(outside), /expected indices below 4, got 4/);
  const unset = { ...TETRAHEDRON, positionsNm: Float32Array.of(0, 0, Number.NaN) };
  assert.throws(() => encodeLegacyFragment({ ...unset, indices: new Uint32Array(0) }), InvalidDataError);
});

test("manifests and the info are the format's JSON", () => {
  assert.equal(legacyManifestKey(18446744073709551615n), '18446744073709551615:0');
  assert.deepEqual(JSON.parse(new TextDecoder().decode(encodeLegacyMeshInfo())), {
    '@type': 'neuroglancer_legacy_mesh',
  });
  const bytes = encodeLegacyManifest(['7:0:0-64']);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(bytes)), { fragments: ['7:0:0-64'] });
  assert.deepEqual(decodeLegacyManifest(bytes), ['7:0:0-64']);
  assert.throws(() => decodeLegacyManifest(text('{"fragments":[1]}'), 'mesh/7:0'), /mesh\/7:0: fragments/);
  assert.throws(() => decodeLegacyManifest(text('nope')), CorruptDataError);
});
