/** Meshes of the published segmentation, as Neuroglancer decodes them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openInput } from '../../converters/inputs/index.ts';
import { convertVolume, meshDataset, verifyDataset } from '../../converters/jobs/index.ts';
import { placeVolume } from '../../converters/transforms/index.ts';
import { registerNodeCodecs } from '../../datasets/codecs/index.node.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { assertClosed, assertFits, joinLevel, volumeOfLevel } from '../datasets/support/multires-facts.ts';
import { readMultiresByNeuroglancer } from '../datasets/support/neuroglancer-multires.ts';
import { fib25Path } from '../support/paths.ts';

const NM = xyz(10, 10, 10);
/** Objects of the published segmentation (spec/ffn.md 2.18 and its own file). */
const OBJECTS = 254;

registerNodeCodecs();

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-fib25-meshes-'));
  const { volume, close } = await openInput(`${fib25Path('published-segmentation.npz')}:segmentation`);
  const placed = placeVolume(volume, { voxelSizeNm: NM });
  await convertVolume(placed, createFileStore(folder), { type: 'segmentation' });
  await close();
});
after(() => rm(folder, { recursive: true, force: true }));

test('all 254 objects: every level closed and in its cells, the finest as large as its voxels within 2 %', async (t) => {
  const { labels, triangles } = await meshDataset(folder);
  assert.equal(labels.length, OBJECTS);
  const store = createFileStore(folder);
  const volume = (await openPrecomputed(store)).volume(0);
  const voxels = new Map<bigint, number>();
  for (const id of (await volume.read(volume.bounds)).data as BigUint64Array)
    voxels.set(id, (voxels.get(id) ?? 0) + 1);
  let [worst, large, levels] = [0, 0, 0];
  for (const label of labels) {
    const mesh = await readMultiresByNeuroglancer(store, 'mesh', label);
    assertFits(mesh, 16, `${label}`);
    let finer = Infinity;
    for (const level of mesh.levels.keys()) {
      const joined = joinLevel(mesh, level, 16);
      assertClosed(joined, `${label}, level ${level}`);
      assert.ok(joined.indices.length < finer, `${label}, level ${level}: fewer triangles`);
      finer = joined.indices.length;
      levels++;
      const count = voxels.get(label) ?? 0;
      if (level > 0 || count <= 10_000) continue;
      large++;
      worst = Math.max(worst, Math.abs(volumeOfLevel(joined) / (count * 1000) - 1));
    }
  }
  t.diagnostic(
    `${triangles} triangles, ${levels} levels; ${large} above 10,000 voxels, off by ${worst} at most`,
  );
  assert.ok(large > 50 && worst < 0.02, `${large} labels, off by ${worst}`);
  assert.deepEqual((await verifyDataset(store)).problems, []);
});
