/** Skeletons of the published FIB-25 segmentation, on one thread, against the floor that this project set itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTools,
  findRuns,
  mergeRuns,
  SKELETON_DEFAULTS,
  skeletonizeLabel,
} from '../../converters/skeletons/index.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import { createNpyVolume, openNpz } from '../../datasets/npy/index.ts';
import { SHARED_DIR } from '../../scripts/lib/paths.ts';
import { type BenchRow, summarise } from './support/pairs.ts';

export const name = 'skeletons';

/** What was measured of kimimaro, the reference of the field, on another machine: 0.7 to 1.4. */
const FLOOR = 0.7;
const RUNS = 5;

export async function run(): Promise<BenchRow[]> {
  const path = join(process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR, 'data/fib25/published-segmentation.npz');
  const volume = createNpyVolume(openNpz(await readFile(path), path).read('segmentation'));
  const block = await volume.read(volume.bounds);
  const { bounds } = volume;
  const tools = createTools();
  const skeletonize = () => {
    for (const { low, high, runs } of findRuns({ block, begin: bounds.begin })) {
      const label = mergeRuns([{ begin: bounds.begin, runs }], { low, high }, xyz(10, 10, 10));
      skeletonizeLabel({ label, bounds, maxBoxVoxels: 2 ** 27, tools }, SKELETON_DEFAULTS);
    }
  };
  const rates: number[] = [];
  // The first run warms up.
  for (let i = 0; i <= RUNS; i++) {
    const before = process.cpuUsage();
    skeletonize();
    const { user, system } = process.cpuUsage(before);
    if (i > 0) rates.push(250 ** 3 / (user + system));
  }
  const row = { name: 'skeletons of 254 labels in 250 x 250 x 250', unit: 'MVx/CPU-s', peer: 'the floor' };
  return [
    summarise(
      row,
      rates.map((rate) => [rate, FLOOR]),
    ),
  ];
}
