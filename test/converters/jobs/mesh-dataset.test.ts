import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meshDataset } from '../../../converters/jobs/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { decodeLegacyFragment, decodeLegacyManifest } from '../../../datasets/precomputed/meshes/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';

const VOXEL_NM = xyz(4, 4, 40);
const BIG = 2n ** 60n + 1n;
const LEGACY = { format: 'legacy', maxErrorNm: 0 } as const;

/** A 6x6x6 volume at (10, 20, 30) with a 2x3x2 box of label 7 and one voxel of a 61-bit label. */
async function dataset(type: 'image' | 'segmentation' = 'segmentation', x = 10) {
  const data = new BigUint64Array(216);
  const put = (vx: number, y: number, z: number, label: bigint) => {
    data[vx + 6 * (y + 6 * z)] = label;
  };
  for (let z = 1; z < 3; z++) for (let y = 1; y < 4; y++) for (let vx = 1; vx < 3; vx++) put(vx, y, z, 7n);
  put(5, 5, 5, BIG);
  const volume = createMemoryVolume(
    { dataType: 'uint64', size: xyz(6, 6, 6), numChannels: 1, data },
    { origin: xyz(x, 20, 30), voxelSizeNm: VOXEL_NM },
  );
  const store = createMemoryStore();
  await writePrecomputed(store, { type, encoding: 'raw', chunkSize: xyz(4, 4, 4) }, volume);
  return store;
}

test('every label gets a manifest and a fragment in nanometres of the global frame', async () => {
  const store = await dataset();
  const { labels, triangles } = await meshDataset(store, LEGACY);
  assert.deepEqual(labels, [7n, BIG]);
  assert.deepEqual(decodeLegacyManifest((await store.get(`mesh/${BIG}:0`))!), [`${BIG}`]);
  const mesh = decodeLegacyFragment((await store.get('mesh/7'))!);
  const xs = mesh.positionsNm.filter((_, i) => i % 3 === 0);
  const zs = mesh.positionsNm.filter((_, i) => i % 3 === 2);
  assert.deepEqual([Math.min(...xs), Math.max(...xs)], [11 * 4, 13 * 4]);
  assert.deepEqual([Math.min(...zs), Math.max(...zs)], [31 * 40, 33 * 40]);
  const single = decodeLegacyFragment((await store.get(`mesh/${BIG}`))!);
  assert.equal(single.indices.length / 3, 8);
  assert.equal(triangles, (mesh.indices.length + single.indices.length) / 3);
});

test('the info names the folder and keeps keys it does not know', async () => {
  const store = await dataset();
  const info = JSON.parse(new TextDecoder().decode((await store.get('info'))!)) as Record<string, unknown>;
  await store.put('info', new TextEncoder().encode(JSON.stringify({ ...info, theirs: [1] })));
  await meshDataset(store, { ...LEGACY, labels: new Set([7n]) });
  const after = JSON.parse(new TextDecoder().decode((await store.get('info'))!)) as Record<string, unknown>;
  assert.equal(after['mesh'], 'mesh');
  assert.deepEqual(after['theirs'], [1]);
  assert.equal(await store.get(`mesh/${BIG}`), undefined);
});

test('an image is refused, and so is a label that is not there', async () => {
  await assert.rejects(meshDataset(await dataset('image')), { tag: 'invalid' });
  await assert.rejects(meshDataset(await dataset(), { labels: new Set([3n]) }), { tag: 'missing' });
});

test('so far from the origin that float32 rounds by more than an eighth of a voxel: it is said', async () => {
  const said: string[] = [];
  const onMessage = (text: string) => said.push(text);
  // Steps of 0.5 nm at four million, of 1 nm at nine.
  await meshDataset(await dataset('segmentation', 1_000_000), { ...LEGACY, onMessage });
  assert.deepEqual(said, []);
  await meshDataset(await dataset('segmentation', -2_300_000), { ...LEGACY, onMessage });
  assert.match(said[0] ?? '', /warning: 9200000 nm from the origin, .* steps of 1 nm: .* --offset/);
});
