import { type Box, boxSize, formatBox } from '../../datasets/geometry/index.ts';
import { formatBytes } from '../jobs/index.ts';

/** One step of the demo, as it went. */
export interface DemoStep {
  readonly name: string;
  readonly seconds: number;
  /** What came of it, for people. */
  readonly result: string;
}

/** Of voxels whose reference has a label. */
export interface DemoScores {
  readonly voxels: number;
  /** Variation of information, bits. */
  readonly viSplit: number;
  readonly viMerge: number;
  readonly adaptedRandError: number;
}

/** How far the segmentation is from one reference. */
export interface DemoScore {
  readonly reference: string;
  /** Those that were not segmented count as one more object: a box has a margin where no field of view fits. */
  readonly all: DemoScores;
  readonly segmented: DemoScores;
  readonly splitCount: number;
  readonly mergeCount: number;
}

const SCORE_HEAD = ['', 'voxels', 'VI split', 'VI merge', 'adapted Rand error'] as const;

/** A row for what is segmented of each reference, and one for all of it. */
function scoreRows({ reference, all, segmented }: DemoScore): string[][] {
  const numbers = ({ voxels, viSplit, viMerge, adaptedRandError }: DemoScores) => [
    `${Math.round((100 * voxels) / all.voxels)} %`,
    ...[viSplit, viMerge, adaptedRandError].map((value) => value.toFixed(3)),
  ];
  return [
    [`against ${reference}, where segmented`, ...numbers(segmented)],
    ['  all of it', ...numbers(all)],
  ];
}

function formatScores(scores: readonly DemoScore[]): string[] {
  if (scores.length === 0) return [];
  const rows = [[...SCORE_HEAD], ...scores.flatMap(scoreRows)];
  const widths = SCORE_HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => {
    const [name = '', ...cells] = row;
    return `  ${name.padEnd(widths[0]!)}  ${cells.map((cell, i) => cell.padStart(widths[i + 1]!)).join('  ')}`;
  });
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
    ...formatScores(summary.scores),
    `  in ${summary.folder}`,
  ].join('\n');
}
