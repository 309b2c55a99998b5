import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { decodeDracoMesh } from '../../../../datasets/codecs/draco/index.ts';
import { registerNodeCodecs } from '../../../../datasets/codecs/index.node.ts';
import {
  createMultiresReader,
  parseMultiresMeshInfo,
} from '../../../../datasets/precomputed/meshes/index.ts';
import { groupAround } from '../../../../datasets/precomputed/meshes/read-multires.ts';
import { createMemoryStore } from '../../../../datasets/stores/index.ts';
import { createMeshReader } from '../../../../viewer/workers/mesh-reader.ts';
import { encodeWithDraco } from '../../support/draco-encoder.ts';

registerNodeCodecs();

/** A tetrahedron at a corner of its cell, positions in steps of 1/1023 of it. */
const CORNER = [0, 0, 0, 1023, 0, 0, 0, 1023, 0, 0, 0, 1023];
const FACES = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];

let draco: Uint8Array = new Uint8Array();
before(async () => {
  draco = await encodeWithDraco(CORNER, FACES);
});

/** Corners of the triangles, in an order that does not depend on how vertices are numbered. */
function corners({ positions, indices }: { positions: ArrayLike<number>; indices: Uint32Array }): string[] {
  const point = (v: number) => [0, 1, 2].map((axis) => Number(positions[3 * v + axis]!.toFixed(6))).join();
  const faces = Array.from({ length: indices.length / 3 }, (_, f) => {
    const three = [0, 1, 2].map((k) => point(indices[3 * f + k]!));
    const first = three.indexOf([...three].sort()[0]!);
    return [0, 1, 2].map((k) => three[(first + k) % 3]).join(' ');
  });
  return faces.sort();
}

test('whole positions come back as they went into Draco, faces the same way round', async () => {
  const mesh = await decodeDracoMesh(draco);
  assert.deepEqual(corners(mesh), corners({ positions: CORNER, indices: Uint32Array.from(FACES) }));
});

test('damaged bytes are refused, and the next mesh is read all the same', async () => {
  await assert.rejects(() => decodeDracoMesh(new Uint8Array(0), 'm'), /m: expected a Draco mesh/);
  await assert.rejects(() => decodeDracoMesh(draco.subarray(0, 20), 'm'), /m: expected a Draco mesh/);
  let refused = 0;
  for (let i = 0; i < draco.length; i++) {
    const damaged = draco.slice();
    damaged[i] = damaged[i]! ^ 0xff;
    await decodeDracoMesh(damaged, 'm').catch((error: unknown) => {
      assert.match(String(error), /m: expected a Draco mesh/);
      refused++;
    });
  }
  assert.ok(refused > draco.length / 4, `${refused} of ${draco.length}`);
  assert.equal((await decodeDracoMesh(draco)).indices.length, 12);
});

/** Two levels: cells 0,0,0 and 1,0,0 of the finer one, and their parent. Bytes by hand after the format's table. */
function manifest(size: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * (3 + 3 + 1 + 2 + 6 + 2 + 4 * 2 + 4)));
  let at = 0;
  const floats = (...values: number[]) => {
    for (const v of values) view.setFloat32(4 * at++, v, true);
  };
  const words = (...values: number[]) => {
    for (const v of values) view.setUint32(4 * at++, v, true);
  };
  floats(10, 20, 30);
  floats(100, 0, 0);
  words(2);
  floats(1, 2);
  floats(0, 0, 0, 1, 1, 1);
  words(2, 1);
  words(0, 1, 0, 0, 0, 0, size, size);
  words(0, 0, 0, size);
  return new Uint8Array(view.buffer);
}

const INFO = {
  '@type': 'neuroglancer_multilod_draco',
  vertex_quantization_bits: 10,
  transform: [2, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0],
  lod_scale_multiplier: 1,
};

function storeOf() {
  const three = new Uint8Array(3 * draco.length);
  for (const i of [0, 1, 2]) three.set(draco, i * draco.length);
  return createMemoryStore('mem', [
    ['mesh/info', new TextEncoder().encode(JSON.stringify(INFO))],
    ['mesh/7.index', manifest(draco.length)],
    ['mesh/7', three],
  ]);
}

test('a level in nanometres: cells, offsets of the level, the transform of the folder', async () => {
  const reader = createMultiresReader(storeOf(), 'mesh', parseMultiresMeshInfo(INFO, 'info'));
  assert.equal(await reader.open(8n), undefined);
  const segment = await reader.open(7n);
  assert.ok(segment);
  const fine = await reader.readLod(segment, 0);
  assert.equal(fine.length, 2);
  // x: 2 * (100 + 10 * (cell + q / 1023)) + 5.
  const tetrahedron = (x: number, dx: number, [y, z, dy, dz]: readonly number[]) =>
    corners({
      positions: [x, y, z, x + dx, y, z, x, y! + dy!, z, x, y, z! + dz!] as number[],
      indices: Uint32Array.from(FACES),
    });
  assert.deepEqual(corners(fine[0]!), tetrahedron(205, 20, [0, 0, 20, 30]));
  assert.deepEqual(corners(fine[1]!), tetrahedron(225, 20, [0, 0, 20, 30]));
  const [coarse] = await reader.readLod(segment, 1);
  assert.deepEqual(corners(coarse!), tetrahedron(207, 40, [1, 1, 40, 60]));
});

test('fragments of a level that lie together are read once, and stretches end with the level', async () => {
  const store = storeOf();
  const ranges: unknown[] = [];
  const get: typeof store.get = (key, options) => {
    if (options?.range) ranges.push([key, options.range.begin, options.range.end]);
    return store.get(key, options);
  };
  const counted = { ...store, name: store.name, get };
  const reader = createMultiresReader(counted, 'mesh', parseMultiresMeshInfo(INFO, 'info'));
  const segment = (await reader.open(7n))!;
  const [one, two] = await Promise.all(
    [0, 1].map((index) => reader.readFragment(segment, { lod: 0, index })),
  );
  const coarse = await reader.readFragment(segment, { lod: 1, index: 0 });
  const [first, second] = await reader.readLod(segment, 0);
  assert.deepEqual(
    [one, two].map((each) => corners(each!)),
    [first, second].map((each) => corners(each!)),
  );
  assert.equal(coarse?.indices.length, 12);
  const size = draco.length;
  assert.deepEqual(ranges.slice(0, 2), [
    ['mesh/7', 0, 2 * size],
    ['mesh/7', 2 * size, 3 * size],
  ]);
});

test('a stretch holds what begins in the same quarter of a megabyte', () => {
  const sizes = Uint32Array.of(100_000, 100_000, 100_000, 0, 200_000, 10);
  assert.deepEqual(groupAround(sizes, 0), { begin: 0, end: 300_000, at: 0 });
  assert.deepEqual(groupAround(sizes, 2), { begin: 0, end: 300_000, at: 200_000 });
  assert.deepEqual(groupAround(sizes, 4), { begin: 300_000, end: 500_010, at: 300_000 });
  assert.deepEqual(groupAround(sizes, 5), { begin: 300_000, end: 500_010, at: 500_000 });
});

test('fragments that end too early are told', async () => {
  const store = storeOf();
  await store.put('mesh/7', draco);
  const reader = createMultiresReader(store, 'mesh', parseMultiresMeshInfo(INFO, 'info'));
  const segment = await reader.open(7n);
  await assert.rejects(() => reader.readLod(segment!, 0), /mesh\/7/);
});

test("the viewer's reader hands out levels, then fragments, and says what has no mesh", async () => {
  const { signal } = new AbortController();
  const reader = createMeshReader(storeOf(), 'mesh');
  const mesh = await reader.readMesh(7n, signal);
  assert.ok('levels' in mesh);
  assert.deepEqual(
    mesh.levels.map(({ scale, cells, sizes }) => [scale, [...cells], sizes.length]),
    [
      [1, [0, 0, 0, 1, 0, 0], 2],
      [2, [0, 0, 0], 1],
    ],
  );
  assert.deepEqual(mesh.transform, INFO.transform);
  const second = await reader.readFragment(7n, { level: 0, index: 1 }, signal);
  const placed = Float64Array.from(second.positions, (v, i) => v + second.originNm[(i % 3) as 0 | 1 | 2]);
  const whole = createMultiresReader(storeOf(), 'mesh', parseMultiresMeshInfo(INFO, 'info'));
  const [, expected] = await whole.readLod((await whole.open(7n))!, 0);
  assert.deepEqual(corners({ positions: placed, indices: second.indices }), corners(expected!));
  assert.equal(second.octantEnds?.[7], 12);
  await assert.rejects(() => reader.readMesh(8n, signal), /mem\/mesh: expected a mesh of segment 8/);
});
