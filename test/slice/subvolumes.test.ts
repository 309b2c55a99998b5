/** The phantom in one piece and in overlapping ones, segmented by the hand-set network and put together again. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { evaluateVolumes, reconcileVolume } from '../../converters/jobs/index.ts';
import { boxOf, xyz } from '../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../datasets/memory-volume.ts';
import { createCellPhantom } from '../../datasets/phantom/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createMemoryStore, type MemoryStore } from '../../datasets/stores/index.ts';
import { createCpuNetwork } from '../../ffn/backends/index.node.ts';
import { parseInferenceRequest, type SegmentInput, segment, type Tiling } from '../../ffn/inference/index.ts';
import { handSetModel } from '../../ffn/model/index.ts';

const SIZE = 64;
const phantom = createCellPhantom({ size: xyz(SIZE, SIZE, SIZE), seed: 1 });
const image = createMemoryVolume(phantom.image);
const truth = createMemoryVolume(phantom.labels);
const request = parseInferenceRequest(`image_mean: 128 image_stddev: 33 seed_policy: "PolicyGrid3d"
  seed_policy_args: '{"step": 6, "offsets": [0, 3]}'
  inference_options { init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6
    min_boundary_dist { x: 1 y: 1 z: 1 } min_segment_size: 500 }`);

const tiling = (size: number, overlap: number): Tiling => ({
  size: xyz(size, size, size),
  overlap: xyz(overlap, overlap, overlap),
});

async function pieces(options: Partial<SegmentInput>): Promise<MemoryStore> {
  const { config, weights } = handSetModel();
  const network = await createCpuNetwork(config, weights, { threads: 1 });
  const output = createMemoryStore();
  for await (const _ of segment({ request, boundingBox: image.bounds, image, network, output, ...options })) {
    // Its events are tested elsewhere.
  }
  await network.dispose();
  return output;
}

async function reconciled(source: MemoryStore, concurrency = 1) {
  const out = createMemoryStore();
  const summary = await reconcileVolume(source, out, {
    voxelSizeNm: xyz(8, 8, 8),
    chunkSize: xyz(24, 24, 24),
    minOverlapVoxels: 10,
    concurrency,
  });
  const volume = (await openPrecomputed(out)).volume(0);
  return { summary, volume, labels: (await volume.read(volume.bounds)).data };
}

const errorOf = async ({ volume }: Awaited<ReturnType<typeof reconciled>>) =>
  (await evaluateVolumes(volume, truth, { minOverlapVoxels: 100 })).segmented;

let whole: Awaited<ReturnType<typeof reconciled>>;
let eight: MemoryStore;
before(async () => {
  whole = await reconciled(await pieces({}));
  eight = await pieces({ tiling: tiling(44, 24) });
});

test('eight pieces give the cells no worse than one', async (t) => {
  const joined = await reconciled(eight);
  assert.equal(joined.summary.subvolumes, 8);
  assert.ok(joined.summary.joined >= 20, `${joined.summary.joined} pairs`);
  const [one, many] = [await errorOf(whole), await errorOf(joined)];
  t.diagnostic(`adapted Rand error: one piece ${one.adaptedRandError}, eight ${many.adaptedRandError}`);
  assert.ok(many.adaptedRandError <= one.adaptedRandError + 0.02);
  // Where a subvolume ends, a cell may end that went on in the whole, or the other way round; no two cells are made one.
  const { splitCount, mergeCount } = await evaluateVolumes(joined.volume, truth, { minOverlapVoxels: 100 });
  t.diagnostic(
    `${joined.summary.objects} objects, ${whole.summary.objects} in one piece; ${splitCount} splits`,
  );
  assert.equal(mergeCount, 0);
});

test('several at once, in batches, give the same voxels', async () => {
  const batched = await pieces({ tiling: tiling(44, 24), batchSize: 3, concurrency: 4 });
  const [a, b] = [await reconciled(eight), await reconciled(batched, 4)];
  assert.deepEqual(b.summary, a.summary);
  assert.deepEqual(b.labels, a.labels);
});

test('chunks on seams are whole, and a hole is empty', async () => {
  const holed = createMemoryStore();
  for await (const key of eight.list('')) {
    if (!key.includes('seg-20_20_20')) await holed.put(key, (await eight.get(key))!);
  }
  const { volume, summary } = await reconciled(holed);
  assert.equal(summary.subvolumes, 7);
  assert.deepEqual(volume.bounds, image.bounds);
  const { data } = await volume.read(boxOf(xyz(44, 44, 44), xyz(20, 20, 20)));
  assert.ok((data as BigUint64Array).every((label) => label === 0n));
});

test('a dataset that is there is not touched', async () => {
  const out = createMemoryStore();
  await out.put('info', new Uint8Array(1));
  await assert.rejects(reconcileVolume(eight, out, { voxelSizeNm: xyz(8, 8, 8) }), /--force/);
});
