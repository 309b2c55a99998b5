import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { meshLabels } from '../../../converters/meshing/index.ts';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import {
  assertClosedManifold,
  eulerCharacteristic,
  extentOf,
  type LabelAt,
  labelBlock,
  signedVolume,
} from './mesh-checks.ts';

const meshOf = (size: Xyz, labelAt: LabelAt, origin?: Xyz) =>
  meshLabels(labelBlock(size, labelAt), origin ? { origin } : {}).get(1n)!;

test('a lone voxel is an octahedron in its cube', () => {
  const mesh = meshOf(xyz(1, 1, 1), () => 1);
  assert.equal(mesh.positions.length, 6 * 3);
  assert.equal(mesh.indices.length, 8 * 3);
  assert.deepEqual(extentOf(mesh), [0, 1, 0, 1, 0, 1]);
  assert.equal(signedVolume(mesh), 1 / 6);
  assertClosedManifold(mesh);
});

test('the origin moves the mesh; it may be negative', () => {
  const inside = meshOf(xyz(3, 3, 3), (x, y, z) => Number(x === 1 && y === 1 && z === 1), xyz(-10, 20, 4000));
  assert.deepEqual(extentOf(inside), [-9, -8, 21, 22, 4001, 4002]);
});

test('each of the 256 configurations, alone in a field, closes with its normals outwards', () => {
  for (let configuration = 1; configuration < 256; configuration++) {
    const isSet = (x: number, y: number, z: number) =>
      [x, y, z].every((v) => v === 2 || v === 3) &&
      (configuration >> (x - 2 + (y - 2) * 2 + (z - 2) * 4)) & 1;
    const mesh = meshOf(xyz(6, 6, 6), (x, y, z) => (isSet(x, y, z) ? 1 : 0));
    assertClosedManifold(mesh, `configuration ${configuration}`);
    assert.ok(signedVolume(mesh) > 0, `configuration ${configuration}`);
    // The background of the same cell, in a solid field: every face rule from the other side.
    const hollow = meshOf(xyz(6, 6, 6), (x, y, z) => (isSet(x, y, z) ? 0 : 1));
    assertClosedManifold(hollow, `hollow ${configuration}`);
    assert.ok(signedVolume(hollow) > 0 && signedVolume(hollow) < 216);
  }
});

test('voxels that touch at an edge or a corner stay apart; those that share a face join', () => {
  const pair = (dx: number, dy: number, dz: number) =>
    meshOf(xyz(2, 2, 2), (x, y, z) => Number(x + y + z === 0 || (x === dx && y === dy && z === dz)));
  assert.equal(eulerCharacteristic(pair(1, 0, 0)), 2);
  assert.equal(eulerCharacteristic(pair(1, 1, 0)), 4);
  assert.equal(eulerCharacteristic(pair(1, 1, 1)), 4);
  assert.equal(signedVolume(pair(1, 1, 1)), 2 / 6);
});

/** A solid box: cubes between centres, half layers on the faces, prisms of 1/8 on edges, tetrahedra of 1/48 at corners. */
function boxVolume([n, m, k]: Xyz): number {
  const [a, b, c] = [n - 1, m - 1, k - 1];
  return a * b * c + (a * b + b * c + c * a) + (4 * (a + b + c)) / 8 + 8 / 48;
}

test('a solid box has exactly its bevelled volume and reaches its outer faces', () => {
  for (const size of [xyz(2, 2, 2), xyz(1, 4, 7), xyz(5, 3, 9), xyz(20, 20, 20)]) {
    const mesh = meshOf(size, () => 1);
    assertClosedManifold(mesh);
    assert.ok(Math.abs(signedVolume(mesh) - boxVolume(size)) < 1e-6, size.join());
    assert.deepEqual(extentOf(mesh), [0, size[0], 0, size[1], 0, size[2]]);
    assert.equal(eulerCharacteristic(mesh), 2);
  }
  assert.ok(boxVolume(xyz(100, 100, 100)) / 1e6 > 0.999);
});

test('a ball has its volume within 2 %, a torus its hole, a hollow ball two surfaces', () => {
  const radius = 14;
  const distance = (x: number, y: number, z: number) => Math.hypot(x - 16, y - 16, z - 16);
  const ball = meshOf(xyz(33, 33, 33), (x, y, z) => Number(distance(x, y, z) <= radius));
  assertClosedManifold(ball);
  assert.equal(eulerCharacteristic(ball), 2);
  assert.ok(Math.abs(signedVolume(ball) / ((4 / 3) * Math.PI * radius ** 3) - 1) < 0.02);

  const torus = meshOf(xyz(33, 33, 17), (x, y, z) =>
    Number(Math.hypot(Math.hypot(x - 16, y - 16) - 10, z - 8) <= 4),
  );
  assertClosedManifold(torus);
  assert.equal(eulerCharacteristic(torus), 0);

  const hollow = meshOf(xyz(33, 33, 33), (x, y, z) => {
    const d = distance(x, y, z);
    return Number(d <= radius && d > 7);
  });
  assertClosedManifold(hollow);
  assert.equal(eulerCharacteristic(hollow), 4);
});

const size = fc.tuple(...([1, 2, 3].map(() => fc.integer({ min: 1, max: 7 })) as [Small, Small, Small]));
type Small = fc.Arbitrary<number>;

test('random fields of any number of labels close, label by label', () => {
  fc.assert(
    fc.property(
      size,
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.nat(1 << 20)),
      (extent, most, noise) => {
        const next = () => (noise.next().value as number) % (most + 1);
        const block = labelBlock(xyz(...extent), next);
        const meshes = meshLabels(block);
        const present = new Set(
          Array.from(block.data as Uint32Array, BigInt).filter((label) => label !== 0n),
        );
        assert.deepEqual(new Set(meshes.keys()), present);
        for (const [label, mesh] of meshes) {
          assertClosedManifold(mesh, `label ${label}`);
          const numVoxels = (block.data as Uint32Array).filter((v) => BigInt(v) === label).length;
          const volume = signedVolume(mesh);
          assert.ok(volume > numVoxels / 6 - 1e-6 && volume < numVoxels + 1e-6, `label ${label}: ${volume}`);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('labels that touch share positions, and a label is meshed as if it were alone', () => {
  const labelAt: LabelAt = (x, y, z) => 1 + Number(x + Math.floor(Math.sin(y) + Math.cos(z)) > 4);
  const both = meshLabels(labelBlock(xyz(9, 9, 9), labelAt));
  const places = [1n, 2n].map((label) => {
    const { positions } = both.get(label)!;
    return new Set(
      Array.from({ length: positions.length / 3 }, (_, v) => positions.subarray(v * 3, v * 3 + 3).join()),
    );
  });
  const isBorder = (place: string) => place.split(',').some((v) => v === '0' || v === '9');
  const inner = [...places[0]!].filter((place) => !isBorder(place));
  assert.ok(inner.length > 50);
  assert.ok(inner.every((place) => places[1]!.has(place)));
  const alone = meshOf(xyz(9, 9, 9), (x, y, z) => Number(labelAt(x, y, z) === 1));
  assert.deepEqual(both.get(1n), alone);
});

test('every label type gives the same meshes; large uint64 labels are exact', () => {
  const small = labelBlock(xyz(6, 5, 4), (x, y, z) => (x * 7 + y * 5 + z * 3) % 4);
  const expected = meshLabels(small);
  const values = small.data as Uint32Array;
  const blocks: VoxelBlock[] = [
    { ...small, dataType: 'uint8', data: Uint8Array.from(values) },
    { ...small, dataType: 'uint16', data: Uint16Array.from(values) },
    { ...small, dataType: 'uint64', data: BigUint64Array.from(values, BigInt) },
  ];
  for (const block of blocks) assert.deepEqual(meshLabels(block), expected, block.dataType);
  const labels = [0n, 1n, 1n << 32n, 0xffff_ffff_ffff_ffffn];
  const large = BigUint64Array.from(values, (v) => labels[v]!);
  const meshes = meshLabels({ ...small, dataType: 'uint64', data: large });
  assert.deepEqual(new Set(meshes.keys()), new Set(labels.slice(1)));
  for (const [i, label] of labels.entries()) assert.deepEqual(meshes.get(label), expected.get(BigInt(i)));
});

test('more labels than the table of labels begins with', () => {
  const meshes = meshLabels(labelBlock(xyz(20, 20, 20), (x, y, z) => 1 + x + y * 20 + z * 400));
  assert.equal(meshes.size, 8000);
  for (const [label, mesh] of meshes) {
    const voxel = Number(label) - 1;
    assert.equal(mesh.indices.length, 24);
    assert.equal(extentOf(mesh)[0], voxel % 20);
    assert.equal(extentOf(mesh)[4], Math.floor(voxel / 400));
  }
});

test('nothing, and what is no label block', () => {
  assert.equal(meshLabels(labelBlock(xyz(3, 3, 3), () => 0)).size, 0);
  assert.equal(meshLabels(labelBlock(xyz(0, 3, 3), () => 0)).size, 0);
  const block = labelBlock(xyz(2, 2, 2), () => 1);
  const isUnsupported = (error: unknown) => isFloodlightError(error, 'unsupported');
  assert.throws(
    () => meshLabels({ ...block, dataType: 'float32', data: new Float32Array(8) }),
    isUnsupported,
  );
  assert.throws(() => meshLabels({ ...block, numChannels: 2 }), isUnsupported);
  assert.throws(
    () => meshLabels({ ...block, data: new Uint32Array(7) }),
    (error) => isFloodlightError(error, 'invalid') && error.message === 'labels: expected 8 voxels, got 7',
  );
});
