import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { skeletonizeDataset, verifyDataset } from '../../../converters/jobs/index.ts';
import { type Box, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { decodeSkeleton, RADIUS } from '../../../datasets/precomputed/skeletons/index.ts';
import { createFileStore, type FileStore } from '../../../datasets/stores/index.node.ts';
import { assertInside, countTrees, draw, lengthOf, torus, tube } from '../skeletons/shapes.ts';

const VOXEL_NM = xyz(4, 4, 8);
const BOX: Box = { begin: xyz(-10, 5, 100), end: xyz(80, 75, 130) };
const RING = torus(xyz(35, 40, 115), 24, 4);
const ROD = tube(xyz(-4, 10, 106), xyz(70, 12, 106), 4);

const root = await mkdtemp(join(tmpdir(), 'floodlight-skeletons-'));
after(() => rm(root, { recursive: true }));

/** A ring of label 7 and a rod of label 2^40, in a volume that begins nowhere near a block's corner. */
async function dataset(type: 'image' | 'segmentation' = 'segmentation'): Promise<FileStore> {
  const block = draw(RING, BOX);
  const rod = draw(ROD, BOX, 1n << 40n).data as BigUint64Array;
  for (let i = 0; i < rod.length; i++) if (rod[i] !== 0n) block.data[i] = rod[i];
  const volume = createMemoryVolume(block, { origin: BOX.begin, voxelSizeNm: VOXEL_NM });
  const store = createFileStore(await mkdtemp(join(root, 'dataset-')));
  await writePrecomputed(store, { type, encoding: 'raw', chunkSize: xyz(32, 32, 32) }, volume);
  return store;
}

const OPTIONS = { constantNm: 20, minVoxels: 10 };

async function skeletonAt(store: FileStore, label: bigint) {
  const bytes = await store.get(`skeletons/${label}`);
  assert.ok(bytes, `skeletons/${label}`);
  const { positions, edges, attributes } = decodeSkeleton(bytes, [RADIUS]);
  return { positions, edges, radiiNm: attributes[0] as Float32Array };
}

test('one block and many blocks: whole trees inside their labels, as long as the shapes, and verify finds no fault', async () => {
  for (const blockVoxels of [16, 32, 256]) {
    const store = await dataset();
    const summary = await skeletonizeDataset(store.name, { ...OPTIONS, blockVoxels });
    assert.deepEqual(summary.labels, [7n, 1n << 40n]);
    const ring = await skeletonAt(store, 7n);
    assert.equal(countTrees(ring), 1);
    assertInside(ring, RING);
    const rod = await skeletonAt(store, 1n << 40n);
    assert.equal(countTrees(rod), 1);
    assertInside(rod, ROD);
    const expected = 4 * (74 + 2 * 4);
    const length = lengthOf(rod, VOXEL_NM);
    assert.ok(
      length > 0.95 * expected && length < 1.1 * expected,
      `${blockVoxels}: ${length} for ${expected}`,
    );
    const { problems } = await verifyDataset(store);
    assert.deepEqual(problems, []);
  }
});

test('the info names the folder; chosen labels only; SWC beside them', async () => {
  const store = await dataset();
  const swc = createFileStore(join(root, 'swc'));
  await skeletonizeDataset(store.name, { ...OPTIONS, labels: new Set([7n]), swc: swc.name });
  const info = JSON.parse(new TextDecoder().decode(await store.get('info'))) as { skeletons: string };
  assert.equal(info.skeletons, 'skeletons');
  assert.equal(await store.get(`skeletons/${1n << 40n}`), undefined);
  const skeleton = await skeletonAt(store, 7n);
  const lines = new TextDecoder()
    .decode(await swc.get('7.swc'))
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  assert.equal(lines.length, skeleton.radiiNm.length);
  for (const [i, line] of lines.entries()) {
    const [number, , x, , , radius, parent] = line.split(' ').map(Number);
    assert.equal(number, i + 1);
    assert.ok(parent === -1 ? i === 0 : parent <= i, line);
    assert.ok(x > BOX.begin[0] * 4 && x < BOX.end[0] * 4 && radius > 0, line);
  }
});

test('an image is refused, a label that is not there too; a small label is counted as skipped', async () => {
  await assert.rejects(skeletonizeDataset((await dataset('image')).name), { tag: 'invalid' });
  await assert.rejects(skeletonizeDataset((await dataset()).name, { labels: new Set([99n]) }), {
    tag: 'missing',
  });
  const { labels, skipped } = await skeletonizeDataset((await dataset()).name, { minVoxels: 1e6 });
  assert.deepEqual([labels, skipped], [[], [7n, 1n << 40n]]);
});

test('over many blocks, tubes in any direction keep their length within 5 %, along an axis within 2 %', async () => {
  for (const [direction, tolerance] of [
    [xyz(1, 0, 0), 0.02],
    [xyz(0, 0, 1), 0.02],
    [xyz(1, 1, 0), 0.05],
    [xyz(3, 2, 1), 0.05],
    [xyz(-1, 2, 2), 0.05],
  ] as const) {
    const norm = Math.hypot(...direction);
    const at = (sign: number) => direction.map((d) => 80 + (sign * 68 * d) / norm) as unknown as Xyz;
    const shape = tube(at(-1), at(1), 5);
    const block = draw(shape, { begin: xyz(0, 0, 0), end: xyz(160, 160, 160) });
    const store = createFileStore(await mkdtemp(join(root, 'tube-')));
    const volume = createMemoryVolume(block, { voxelSizeNm: xyz(1, 1, 1) });
    await writePrecomputed(
      store,
      { type: 'segmentation', encoding: 'raw', chunkSize: xyz(64, 64, 64) },
      volume,
    );
    await skeletonizeDataset(store.name, { constantNm: 5, minVoxels: 10, blockVoxels: 64 });
    const skeleton = await skeletonAt(store, 7n);
    assert.equal(countTrees(skeleton), 1);
    assertInside(skeleton, shape);
    const expected = 136 + 2 * 5;
    const length = lengthOf(skeleton);
    assert.ok(Math.abs(length / expected - 1) <= tolerance, `${direction}: ${length} for ${expected}`);
  }
});

test('no voxel, one voxel, and a label that fills the volume, over blocks', async () => {
  const size = xyz(40, 40, 40);
  const fill = async (label: (i: number) => bigint) => {
    const data = BigUint64Array.from({ length: 64_000 }, (_, i) => label(i));
    const block = { dataType: 'uint64', size, numChannels: 1, data } as const;
    const store = createFileStore(await mkdtemp(join(root, 'fill-')));
    const volume = createMemoryVolume(block, { voxelSizeNm: VOXEL_NM });
    await writePrecomputed(store, { type: 'segmentation', encoding: 'raw', chunkSize: size }, volume);
    const { labels } = await skeletonizeDataset(store.name, { minVoxels: 1, blockVoxels: 16 });
    assert.deepEqual((await verifyDataset(store)).problems, []);
    return { store, labels };
  };
  assert.deepEqual((await fill(() => 0n)).labels, []);
  const one = await fill((i) => (i === 777 ? 5n : 0n));
  assert.equal((await skeletonAt(one.store, 5n)).radiiNm.length, 1);
  const whole = await fill(() => 5n);
  const skeleton = await skeletonAt(whole.store, 5n);
  assert.equal(countTrees(skeleton), 1);
  assertInside(skeleton, () => true);
  assert.ok([...skeleton.radiiNm].every(Number.isFinite));
});
