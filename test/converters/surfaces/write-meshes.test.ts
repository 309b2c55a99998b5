/** Meshes as Neuroglancer's own reader finds and decodes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meshDataset, verifyDataset } from '../../../converters/jobs/index.ts';
import { volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { createMemoryStore, type MemoryStore } from '../../../datasets/stores/index.ts';
import { createRandom } from '../../datasets/support/blocks.ts';
import { assertClosed, assertFits, joinLevel, volumeOfLevel } from '../../datasets/support/multires-facts.ts';
import { readMultiresByNeuroglancer } from '../../datasets/support/neuroglancer-multires.ts';

const NM = xyz(8, 8, 10);
const SIZE = xyz(48, 44, 40);

/** Three labels that touch, rough as those of a network: thin parts, holes, voxels that meet in an edge or a corner. */
const labels = ((): BigUint64Array => {
  const random = createRandom(7);
  const data = new BigUint64Array(volumeOf(SIZE));
  let i = 0;
  for (let z = 0; z < SIZE[2]; z++) {
    for (let y = 0; y < SIZE[1]; y++) {
      for (let x = 0; x < SIZE[0]; x++) {
        const height = Math.sin(x / 7) + Math.sin(y / 6) + Math.sin(z / 8) + random(1000) / 2000;
        data[i++] = height > 1.4 ? 2n ** 60n + 1n : height > 0.2 ? 7n : height < -1.2 ? 12n : 0n;
      }
    }
  }
  data[0] = 99n;
  return data;
})();

async function dataset(): Promise<MemoryStore> {
  const block = { dataType: 'uint64', size: SIZE, numChannels: 1, data: labels } as const;
  const volume = createMemoryVolume(block, { origin: xyz(5, -6, 7), voxelSizeNm: NM });
  const store = createMemoryStore();
  await writePrecomputed(
    store,
    { type: 'segmentation', encoding: 'raw', chunkSize: xyz(32, 32, 32) },
    volume,
  );
  return store;
}

async function bytesOfMeshes(store: MemoryStore): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for await (const key of store.list('mesh/'))
    if (!key.endsWith('completion.json'))
      all.set(key, Buffer.from((await store.get(key))!).toString('base64'));
  return all;
}

function voxelsOf(label: bigint): number {
  let count = 0;
  for (const value of labels) if (value === label) count++;
  return count;
}

for (const sharded of [true, false]) {
  test(`Neuroglancer decodes every level, ${sharded ? 'sharded' : 'unsharded'}: closed, in its cells, as large as its voxels`, async () => {
    const store = await dataset();
    const { labels: made } = await meshDataset(store, { sharded, blockVoxels: 30, maxErrorNm: 2 });
    assert.deepEqual(made, [7n, 12n, 99n, 2n ** 60n + 1n]);
    let levels = 0;
    for (const label of made) {
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
        const voxels = voxelsOf(label);
        const ratio = volumeOfLevel(joined) / (voxels * 8 * 8 * 10);
        if (voxels > 10_000)
          assert.ok(Math.abs(ratio - 1) < 0.02, `${label}: volume is ${ratio} of its voxels`);
        else assert.ok(ratio > 0, `${label}: inside out`);
      }
    }
    assert.ok(levels > made.length, 'some label has levels');
    const report = await verifyDataset(store);
    assert.deepEqual(report.problems, []);
  });
}

test('any size of blocks gives the same bytes', async () => {
  const [whole, cut] = [await dataset(), await dataset()];
  await meshDataset(whole, { blockVoxels: 1024 });
  await meshDataset(cut, { blockVoxels: 23 });
  assert.deepEqual(await bytesOfMeshes(cut), await bytesOfMeshes(whole));
});
