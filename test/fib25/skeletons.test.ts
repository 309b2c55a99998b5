/** Skeletons of the published segmentation, all 254 labels, over block borders, out of shards. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { skeletonizeDataset, verifyDataset } from '../../converters/jobs/index.ts';
import { registerNodeCodecs } from '../../datasets/codecs/index.node.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../datasets/memory-volume.ts';
import { createNpyVolume, openNpz } from '../../datasets/npy/index.ts';
import { writePrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { connectedComponents } from '../../datasets/voxels/index.ts';
import { countTrees } from '../converters/skeletons/shapes.ts';
import { readSkeletonsByNeuroglancer } from '../datasets/support/neuroglancer-skeletons.ts';
import { fib25Path } from '../support/paths.ts';

const SIDE = 250;
const MIN_VOXELS = 100;

test('no cycles, every vertex inside its label, one tree for each component, every label above --dust has one', async (t) => {
  registerNodeCodecs();
  const npz = await openNpz(await readFile(fib25Path('published-segmentation.npz')), 'published.npz');
  const volume = createNpyVolume(npz.read('segmentation'));
  const block = await volume.read(volume.bounds);
  const voxels = block.data as Uint8Array;
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-fib25-skeletons-'));
  t.after(() => rm(folder, { recursive: true }));
  const store = createFileStore(folder);
  const source = createMemoryVolume(block, { voxelSizeNm: xyz(10, 10, 10) });
  await writePrecomputed(store, { type: 'segmentation', encoding: 'raw' }, source);

  const options = { blockVoxels: 128, sharded: true, parallel: 2, minVoxels: MIN_VOXELS } as const;
  const { labels, skipped } = await skeletonizeDataset(folder, options);
  const { components, count } = connectedComponents(voxels, xyz(SIDE, SIDE, SIDE), 3);
  const sizes = new Uint32Array(count + 1);
  const labelOf = new Uint8Array(count + 1);
  for (let i = 0; i < voxels.length; i++) {
    sizes[components[i]!]!++;
    labelOf[components[i]!] = voxels[i]!;
  }
  const large = new Map<bigint, number>();
  const all = new Map<bigint, number>();
  for (let i = 1; i <= count; i++) {
    const label = BigInt(labelOf[i]!);
    all.set(label, (all.get(label) ?? 0) + 1);
    if (sizes[i]! >= MIN_VOXELS) large.set(label, (large.get(label) ?? 0) + 1);
  }
  assert.equal(labels.length + skipped.length, 254);
  for (const label of large.keys()) assert.ok(labels.includes(label), `${label} has no skeleton`);

  const skeletons = await readSkeletonsByNeuroglancer(store, 'skeletons', labels);
  for (const [i, { positions, edges, attributes }] of skeletons.entries()) {
    const label = labels[i]!;
    const radiiNm = attributes[0] as Float32Array;
    const trees = countTrees({ positions, edges, radiiNm });
    const [least, most] = [large.get(label) ?? 1, all.get(label) ?? 0];
    assert.ok(trees >= least && trees <= most, `${label}: ${trees} trees of ${least} to ${most} components`);
    assert.ok(
      radiiNm.every((radius) => radius >= 10 && radius < 1250),
      `radii of ${label}`,
    );
    for (let v = 0; v < positions.length; v += 3) {
      const [x, y, z] = [...positions.subarray(v, v + 3)].map(Math.floor) as [number, number, number];
      assert.equal(BigInt(voxels[x + SIDE * (y + SIDE * z)]!), label, `vertex ${v / 3} of ${label}`);
    }
  }
  assert.deepEqual((await verifyDataset(store)).problems, []);
});
