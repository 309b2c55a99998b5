/** Files of other formats, read as their descriptions say, by nothing of ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportMeshFiles } from '../../../converters/jobs/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { assertClosed, volumeOfLevel } from '../../datasets/support/multires-facts.ts';

const NM = xyz(4, 4, 40);

/** A box of 2 x 3 x 2 voxels at (11, 21, 31) and a lone voxel. */
async function dataset() {
  const data = new BigUint64Array(216);
  for (let z = 1; z < 3; z++)
    for (let y = 1; y < 4; y++) for (let x = 1; x < 3; x++) data[x + 6 * (y + 6 * z)] = 7n;
  data[215] = 9n;
  const block = { dataType: 'uint64', size: xyz(6, 6, 6), numChannels: 1, data } as const;
  const volume = createMemoryVolume(block, { origin: xyz(10, 20, 30), voxelSizeNm: NM });
  const store = createMemoryStore();
  await writePrecomputed(store, { type: 'segmentation', encoding: 'raw', chunkSize: xyz(4, 4, 4) }, volume);
  return store;
}

async function exported(file: 'obj' | 'ply' | 'stl'): Promise<Uint8Array> {
  const output = createMemoryStore();
  await exportMeshFiles(await dataset(), output, { labels: new Set([7n]), file, maxErrorNm: 0 });
  const keys: string[] = [];
  for await (const key of output.list('')) keys.push(key);
  assert.deepEqual(keys, [`7.${file}`]);
  return (await output.get(keys[0]))!;
}

interface Mesh {
  readonly positions: number[];
  readonly indices: number[];
}

/** Closed, in its box, and as large as marching cubes make a box of 2 x 3 x 2: its edges are cut. */
function assertBox({ positions, indices }: Mesh, name: string): void {
  const mesh = { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
  assertClosed(mesh, name);
  const extent = (axis: number) => {
    const values = positions.filter((_, i) => i % 3 === axis);
    return [Math.min(...values), Math.max(...values)];
  };
  assert.deepEqual([0, 1, 2].map(extent), [
    [44, 52],
    [84, 96],
    [1240, 1320],
  ]);
  const ratio = volumeOfLevel(mesh) / (12 * 4 * 4 * 40);
  assert.ok(ratio > 0.6 && ratio < 1, `${name}: ${ratio}`);
}

test('OBJ: text, faces counted from 1', async () => {
  const lines = new TextDecoder().decode(await exported('obj')).split('\n');
  const numbers = (kind: string) =>
    lines
      .filter((line) => line.startsWith(`${kind} `))
      .flatMap((line) => line.split(' ').slice(1).map(Number));
  assert.ok(lines.includes('o label_7'));
  assertBox({ positions: numbers('v'), indices: numbers('f').map((n) => n - 1) }, 'obj');
});

test('PLY: a head that says what follows, then floats and faces', async () => {
  const bytes = await exported('ply');
  const text = new TextDecoder('latin1').decode(bytes);
  const end = text.indexOf('end_header\n') + 'end_header\n'.length;
  assert.match(text, /^ply\nformat binary_little_endian 1\.0\n/);
  const count = (name: string) => Number(new RegExp(`element ${name} (\\d+)`).exec(text)?.[1]);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, bytes.length - end);
  const positions = Array.from({ length: 3 * count('vertex') }, (_, i) => view.getFloat32(4 * i, true));
  const faces = 12 * count('vertex');
  const indices: number[] = [];
  for (let t = 0; t < count('face'); t++) {
    assert.equal(view.getUint8(faces + 13 * t), 3);
    for (let k = 0; k < 3; k++) indices.push(view.getInt32(faces + 13 * t + 1 + 4 * k, true));
  }
  assert.equal(view.byteLength, faces + 13 * count('face'));
  assertBox({ positions, indices }, 'ply');
});

test('STL: 80 bytes, a count, and triangles whose normals face outwards', async () => {
  const bytes = await exported('stl');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(80, true);
  assert.equal(bytes.length, 84 + 50 * count);
  assert.ok(!new TextDecoder().decode(bytes.subarray(0, 80)).startsWith('solid'));
  const known = new Map<string, number>();
  const mesh: Mesh = { positions: [], indices: [] };
  for (let t = 0; t < count; t++) {
    const at = (i: number) => view.getFloat32(84 + 50 * t + 4 * i, true);
    const corners = [0, 1, 2].map((k) => [at(3 + 3 * k), at(4 + 3 * k), at(5 + 3 * k)]);
    const centre = [48, 90, 1280];
    const outwards = [0, 1, 2].reduce((sum, d) => sum + at(d) * (corners[0][d] - centre[d]), 0);
    assert.ok(outwards > 0, `triangle ${t}`);
    for (const corner of corners) {
      const key = corner.join();
      if (!known.has(key)) mesh.positions.push(...corner);
      const number = known.get(key) ?? known.size;
      known.set(key, number);
      mesh.indices.push(number);
    }
  }
  assertBox(mesh, 'stl');
});

test('a label that is nowhere is an error, and the dataset is not written to', async () => {
  const store = await dataset();
  const before = JSON.stringify(await keysOf(store));
  const labels = new Set([3n]);
  await assert.rejects(exportMeshFiles(store, createMemoryStore(), { labels, file: 'obj' }), {
    tag: 'missing',
  });
  await exportMeshFiles(store, createMemoryStore(), { labels: new Set([9n]), file: 'obj' });
  assert.equal(JSON.stringify(await keysOf(store)), before);
});

async function keysOf(store: ReturnType<typeof createMemoryStore>): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list('')) keys.push(key);
  return keys;
}
