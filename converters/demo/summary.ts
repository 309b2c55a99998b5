import { type Box, boxSize, formatBox } from '../../datasets/geometry/index.ts';
import { formatBytes } from '../jobs/index.ts';

/** One step of the demo, as it went. */
export interface DemoStep {
  readonly name: string;
  readonly seconds: number;
  /** What came of it, for people. */
  readonly result: string;
}

/** How far the segmentation is from one reference, over all its voxels with a label. */
export interface DemoScore {
  readonly reference: string;
  /** Variation of information, bits. */
  readonly viSplit: number;
  readonly viMerge: number;
  readonly adaptedRandError: number;
  readonly splitCount: number;
  readonly mergeCount: number;
}

export interface DemoSummary {
  readonly title: string;
  readonly folder: string;
  readonly box: Box;
  /** Ids, ascending. */
  readonly objects: readonly string[];
  readonly device: string;
  /** Of the network; undefined where an earlier run's result was kept. */
  readonly evaluations: number | undefined;
  readonly skipped: boolean;
  readonly scores: readonly DemoScore[];
  /** Of all files. */
  readonly bytes: number;
  readonly steps: readonly DemoStep[];
}

/** A table for the end of a run. */
export function formatSummary(summary: DemoSummary): string {
  const rows = summary.steps.map(
    ({ name, seconds, result }) => [name, `${seconds.toFixed(1)} s`, result] as const,
  );
  const total = summary.steps.reduce((sum, { seconds }) => sum + seconds, 0);
  const whole = `${summary.objects.length} objects, ${formatBytes(summary.bytes)}`;
  const all = [...rows, ['total', `${total.toFixed(1)} s`, whole] as const];
  const nameWidth = Math.max(...all.map(([name]) => name.length));
  const timeWidth = Math.max(...all.map(([, time]) => time.length));
  const lines = all.map(
    ([name, time, result]) => `  ${name.padEnd(nameWidth)}  ${time.padStart(timeWidth)}  ${result}`,
  );
  const size = boxSize(summary.box).join(' x ');
  return [
    `${summary.title}, box ${formatBox(summary.box)} (${size})`,
    ...lines,
    `  in ${summary.folder}`,
  ].join('\n');
}
