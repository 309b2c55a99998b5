/** The first two steps of training on the published ground truth, as a user runs them, against the limits. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfChanged } from '../../scripts/build.ts';
import { SHARED_DIR } from '../../scripts/lib/paths.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { runVerb } from './support/run-verb.ts';

export const name = 'training-data';

const RUNS = 5;
const THRESHOLDS = '0.025,0.05,0.075,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9';
const LIMITS = { partitions: 10, coordinates: 5, megabytes: 1000 };

export async function run(): Promise<BenchRow[]> {
  await buildIfChanged();
  const truth = join(process.env['FLOODLIGHT_SHARED'] ?? SHARED_DIR, 'data/fib25/groundtruth.h5.gz');
  const root = await mkdtemp(join(tmpdir(), 'floodlight-bench-'));
  try {
    const classes = `${join(root, 'af.h5')}:af`;
    const flags = [
      '--relabel',
      `${truth}:transforms`,
      '--thresholds',
      THRESHOLDS,
      '--lom-radius',
      '24,24,24',
      '--force',
    ];
    const partitions = [];
    const coordinates = [];
    for (let i = 0; i < RUNS; i++) {
      partitions.push(await runVerb('partitions', `${truth}:stack`, classes, ...flags));
      coordinates.push(
        await runVerb(
          'coordinates',
          `v:${classes}`,
          join(root, 'records'),
          '--margin',
          '24,24,24',
          '--force',
        ),
      );
    }
    const row = (what: string, unit: string, pairs: [number, number][]) =>
      summarise({ name: what, unit, peer: 'the limit' }, pairs);
    return [
      row(
        'partitions of 250^3, 12 thresholds, radius 24: wall time',
        's',
        partitions.map((r) => [r.seconds, LIMITS.partitions]),
      ),
      row(
        'the same: peak memory',
        'MB',
        partitions.map((r) => [r.megabytes, LIMITS.megabytes]),
      ),
      row(
        'coordinates of it, 16.4 million: wall time',
        's',
        coordinates.map((r) => [r.seconds, LIMITS.coordinates]),
      ),
      row(
        'the same: peak memory',
        'MB',
        coordinates.map((r) => [r.megabytes, LIMITS.megabytes]),
      ),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
