/**
 * Meshes of the published FIB-25 labels: marching cubes alone, against the floor and scikit-image, and `mesh` from labels to
 * shards, against the limits.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertVolume } from '../../converters/jobs/index.ts';
import { drawLabel, findBlockCells } from '../../converters/meshing/index.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../datasets/memory-volume.ts';
import { openNpz } from '../../datasets/npy/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { buildIfChanged } from '../../scripts/build.ts';
import { SHARED_DIR } from '../../scripts/lib/paths.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { runVerb } from './support/run-verb.ts';
import { runScikitImage } from './support/scikit-image.ts';

export const name = 'meshing';

const RUNS = 5;
const PAIRS = 9;
const FLOOR = 60;
const MAX_SECONDS = 60;
const MAX_MEGABYTES = 1500;
const MEGAVOXELS = 250 ** 3 / 1e6;

/**
 * Cells of all labels of a block, then the surface of each: what comes before simplification.
 * @param kernels null: in TypeScript alone.
 */
function marchingCubes(block: VoxelBlock, kernels?: null): number {
  const before = process.cpuUsage();
  const { labels, begins, cells, configurations } = findBlockCells(block, undefined, kernels);
  for (const i of labels.keys()) {
    const range = [begins[i], begins[i + 1]] as const;
    const part = { cells: cells.subarray(...range), configurations: configurations.subarray(...range) };
    drawLabel([{ origin: xyz(0, 0, 0), ...part }], kernels);
  }
  const { user, system } = process.cpuUsage(before);
  return MEGAVOXELS / ((user + system) / 1e6);
}

const besideScikitImage = (rates: readonly (readonly [number, number])[], seconds: readonly number[]) =>
  summarise(
    { name: 'the same', unit: 'MVx/CPU-s', peer: 'scikit-image, label by label' },
    seconds.map((each, i) => [rates[i]?.[0] ?? 0, MEGAVOXELS / each]),
  );

export async function run(): Promise<BenchRow[]> {
  await buildIfChanged();
  const path = join(process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR, 'data/fib25/published-segmentation.npz');
  const narrow = openNpz(await readFile(path), path).read('segmentation').data as Uint8Array;
  const size = xyz(250, 250, 250);
  const data = BigUint64Array.from(narrow, BigInt);
  const block: VoxelBlock = { dataType: 'uint64', size, numChannels: 1, data };
  const pairOfRates = () => [marchingCubes(block), marchingCubes(block, null)] as const;
  const rates = Array.from({ length: PAIRS + 1 }, pairOfRates).slice(1);
  const peer = runScikitImage<{ labels: number; seconds: number[] }>('skimage_marching_cubes.py', path, RUNS);
  if (peer) assert.equal(peer.labels, 254);
  const root = await mkdtemp(join(tmpdir(), 'floodlight-bench-'));
  try {
    const folder = join(root, 'labels');
    const volume = createMemoryVolume(block, { voxelSizeNm: xyz(10, 10, 10) });
    await convertVolume(volume, createFileStore(folder), { type: 'segmentation' });
    const runs = [];
    for (let i = 0; i < RUNS; i++) runs.push(await runVerb('mesh', folder, '--parallel', '2', '--force'));
    const whole = '254 labels of 250^3 to sharded multi-resolution Draco';
    return [
      summarise(
        { name: 'marching cubes of 254 labels, 250^3 uint64', unit: 'MVx/CPU-s', peer: 'the floor' },
        rates.map(([rate]) => [rate, FLOOR]),
      ),
      summarise({ name: 'the same', unit: 'MVx/CPU-s', peer: 'TypeScript alone' }, rates),
      ...(peer ? [besideScikitImage(rates, peer.seconds)] : []),
      summarise(
        { name: `${whole}: wall time, two threads`, unit: 's', peer: 'the limit' },
        runs.map(({ seconds }) => [seconds, MAX_SECONDS]),
      ),
      summarise(
        { name: `${whole}: peak memory`, unit: 'MB', peer: 'the limit' },
        runs.map(({ megabytes }) => [megabytes, MAX_MEGABYTES]),
      ),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
