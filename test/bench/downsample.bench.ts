/** 2 x 2 x 2 cells: the published FIB-25 labels as uint64 by mode, its image by average, against floors that were set. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openInput } from '../../converters/inputs/index.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import { openNpz } from '../../datasets/npy/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { type DownsampleMethod, downsampleBlock } from '../../datasets/voxels/index.ts';
import { SHARED_DIR } from '../../scripts/lib/paths.ts';
import { type BenchRow, summarise } from './support/pairs.ts';

export const name = 'downsample';

const FLOORS = { mode: 600, average: 2000 } as const;
const RUNS = 15;

/** Megavoxels a CPU-second, garbage collection included, after two runs that warm up. */
function rates(block: VoxelBlock, method: DownsampleMethod): number[] {
  const all: number[] = [];
  for (let i = 0; i < RUNS + 2; i++) {
    const before = process.cpuUsage();
    downsampleBlock(block, xyz(0, 0, 0), { method, factors: xyz(2, 2, 2) });
    const { user, system } = process.cpuUsage(before);
    if (i >= 2) all.push(block.data.length / (user + system));
  }
  return all;
}

export async function run(): Promise<BenchRow[]> {
  const folder = join(process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR, 'data/fib25');
  const path = join(folder, 'published-segmentation.npz');
  const narrow = openNpz(await readFile(path), path).read('segmentation').data as Uint8Array;
  const data = BigUint64Array.from(narrow, BigInt);
  const labels: VoxelBlock = { dataType: 'uint64', size: xyz(250, 250, 250), numChannels: 1, data };
  const { volume, close } = await openInput(join(folder, 'grayscale_maps'));
  const image = await volume.read(volume.bounds);
  await close();
  const row = (what: string, method: keyof typeof FLOORS, block: VoxelBlock): BenchRow =>
    summarise(
      { name: `downsample 2x2x2, ${what} by ${method}`, unit: 'MVx/CPU-s', peer: 'the floor' },
      rates(block, method).map((rate) => [rate, FLOORS[method]]),
    );
  return [row('FIB-25 labels (uint64)', 'mode', labels), row('FIB-25 image (uint8)', 'average', image)];
}
