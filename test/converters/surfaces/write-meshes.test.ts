/** Meshes as Neuroglancer's own reader finds and decodes them, and what may happen on the way. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type MeshJobOptions, meshDataset, verifyDataset } from '../../../converters/jobs/index.ts';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { createMemoryStore, type Store } from '../../../datasets/stores/index.ts';
import { assertClosed, assertFits, joinLevel, volumeOfLevel } from '../../datasets/support/multires-facts.ts';
import { readMultiresByNeuroglancer } from '../../datasets/support/neuroglancer-multires.ts';
import { ROUGH_IDS, writeRough } from './rough-labels.ts';

const SIZE = xyz(48, 44, 40);
const OPTIONS: MeshJobOptions = { blockVoxels: 30, maxErrorNm: 2 };

registerNodeCodecs();

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-meshes-'));
});
after(() => rm(root, { recursive: true, force: true }));

async function dataset() {
  const store = createMemoryStore('ds');
  return { store, data: await writeRough(store, SIZE) };
}

/** Everything in the folder of meshes but what says how it came to be. */
async function bytesOfMeshes(store: Store): Promise<Record<string, string>> {
  const all: [string, string][] = [];
  for await (const key of store.list!('mesh/'))
    if (!key.endsWith('completion.json'))
      all.push([key, Buffer.from((await store.get(key))!).toString('base64')]);
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

for (const sharded of [true, false]) {
  const how = sharded ? 'sharded' : 'unsharded';
  test(`Neuroglancer decodes every level, ${how}: closed, in its cells, as large as its voxels`, async () => {
    const { store, data } = await dataset();
    const { labels } = await meshDataset(store, { ...OPTIONS, sharded });
    assert.deepEqual(labels, ROUGH_IDS);
    let levels = 0;
    for (const label of labels) {
      const mesh = await readMultiresByNeuroglancer(store, 'mesh', label);
      assertFits(mesh, 16, `${label}`);
      let before = Infinity;
      for (const level of mesh.levels.keys()) {
        const joined = joinLevel(mesh, level, 16);
        assertClosed(joined, `${label}, level ${level}`);
        assert.ok(joined.indices.length < before, `${label}, level ${level}: fewer triangles`);
        before = joined.indices.length;
        levels++;
        if (level > 0) continue;
        const voxels = data.reduce((count, id) => count + Number(id === label), 0);
        const ratio = volumeOfLevel(joined) / (voxels * 8 * 8 * 10);
        const most = voxels > 10_000 ? 0.02 : 0.9;
        assert.ok(Math.abs(ratio - 1) < most, `${label}: volume is ${ratio} of its ${voxels} voxels`);
      }
    }
    assert.ok(levels > labels.length, 'some label has levels');
    assert.deepEqual((await verifyDataset(store)).problems, []);
  });
}

test('ten bits a coordinate are enough to keep every level closed', async () => {
  const { store } = await dataset();
  await meshDataset(store, { ...OPTIONS, quantizationBits: 10 });
  const mesh = await readMultiresByNeuroglancer(store, 'mesh', 7n);
  assertFits(mesh, 10, '7');
  for (const level of mesh.levels.keys()) assertClosed(joinLevel(mesh, level, 10), `7, level ${level}`);
});

test('any size of blocks, any number of workers and parts give the same bytes', async () => {
  const { store } = await dataset();
  await meshDataset(store, { ...OPTIONS, blockVoxels: 1024 });
  const whole = await bytesOfMeshes(store);
  assert.ok(Object.keys(whole).length === 2, Object.keys(whole).join());
  for (const [name, options] of [
    ['one', { parallel: 1 }],
    ['four', { parallel: 4, blockVoxels: 17 }],
  ] as const) {
    const files = createFileStore(join(root, name));
    await writeRough(files, SIZE);
    await meshDataset(join(root, name), { ...OPTIONS, ...options });
    assert.deepEqual(await bytesOfMeshes(files), whole, name);
  }
  const files = createFileStore(join(root, 'parts'));
  await writeRough(files, SIZE);
  const said: (string | undefined)[] = [];
  for (let round = 0; round < 3; round++) {
    for (const index of [0, 1, 2]) {
      const part = { index, count: 3 };
      said.push((await meshDataset(join(root, 'parts'), { ...OPTIONS, parallel: 1, part })).waitingFor);
    }
  }
  assert.deepEqual(said.slice(0, 3), ['blocks', 'blocks', 'labels']);
  assert.deepEqual(said.slice(6), [undefined, undefined, undefined]);
  assert.deepEqual(await bytesOfMeshes(files), whole, 'parts');
});

test('a run that is stopped is gone on with; the same call then does nothing, another one is refused', async () => {
  const { store } = await dataset();
  await meshDataset(store, OPTIONS);
  const whole = await bytesOfMeshes(store);
  const other = await dataset();
  let stops = 0;
  for (let isDone = false; !isDone && stops < 20; ) {
    const controller = new AbortController();
    let steps = 0;
    const onProgress = () => {
      if (++steps === 3 + stops) controller.abort();
    };
    await meshDataset(other.store, { ...OPTIONS, signal: controller.signal, onProgress }).then(
      () => {
        isDone = true;
      },
      (error: unknown) => {
        assert.equal((error as { tag?: string }).tag, 'aborted');
        stops++;
      },
    );
  }
  assert.ok(stops >= 2, `${stops} stops`);
  assert.deepEqual(await bytesOfMeshes(other.store), whole);
  let steps = 0;
  const again = await meshDataset(other.store, { ...OPTIONS, onProgress: () => steps++ });
  assert.deepEqual([again.labels, steps], [ROUGH_IDS, 0]);
  const changed = { ...OPTIONS, dustVoxels: 5 };
  await assert.rejects(meshDataset(other.store, changed), {
    tag: 'invalid',
    message: /other meshes.*--force/,
  });
  const forced = await meshDataset(other.store, { ...changed, force: true });
  assert.deepEqual([forced.labels.length, forced.skipped], [3, 1]);
  const before = await bytesOfMeshes(other.store);
  const nowhere = { ...OPTIONS, labels: new Set([3n]), force: true };
  await assert.rejects(meshDataset(other.store, nowhere), { tag: 'missing' });
  assert.deepEqual(
    await bytesOfMeshes(other.store),
    before,
    'a run that fails leaves the meshes that were there',
  );
});

test('chunks that are not there are counted and refused; the same run goes on with them as background', async () => {
  const { store } = await dataset();
  for (const name of ['5-37_-6-26_7-39', '37-53_-6-26_7-39']) await store.delete(`8_8_10/${name}`);
  await assert.rejects(meshDataset(store, OPTIONS), {
    tag: 'missing',
    message: /expected all chunks, got 2 chunks missing.*--fill-missing/,
  });
  const { labels } = await meshDataset(store, { ...OPTIONS, fillMissing: true });
  assert.ok(!labels.includes(99n), 'the label of a missing chunk');
});

test('one label that fills the volume is a closed box; a label that is nowhere leaves no trace', async () => {
  const store = createMemoryStore('full');
  const data = await writeRough(store, xyz(32, 32, 32));
  const chunk = new Uint8Array(BigUint64Array.from(data, () => 5n).buffer);
  await store.put('8_8_10/5-37_-6-26_7-39', chunk);
  await meshDataset(store, { maxErrorNm: 0, blockVoxels: 10 });
  const joined = joinLevel(await readMultiresByNeuroglancer(store, 'mesh', 5n), 0, 16);
  assertClosed(joined, 'box');
  // Marching cubes cut off the edges of a box: 12 edges of 32 voxels, an eighth of a voxel each, at the corners a little more.
  const ratio = volumeOfLevel(joined) / (32 ** 3 * 640);
  assert.ok(ratio > 0.997 && ratio < 1, `${ratio}`);
  const { store: other } = await dataset();
  await assert.rejects(meshDataset(other, { ...OPTIONS, labels: new Set([3n]) }), { tag: 'missing' });
  for await (const key of other.list('')) assert.ok(!/mesh/.test(key), key);
});
