import { type Box, boxSize, formatBox } from '../../datasets/geometry/index.ts';

/** One step of the demo, as it went. */
export interface DemoStep {
  readonly name: string;
  readonly seconds: number;
  /** What came of it, for people. */
  readonly result: string;
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
  readonly steps: readonly DemoStep[];
}

/** A table for the end of a run. */
export function formatSummary(summary: DemoSummary): string {
  const rows = summary.steps.map(
    ({ name, seconds, result }) => [name, `${seconds.toFixed(1)} s`, result] as const,
  );
  const total = summary.steps.reduce((sum, { seconds }) => sum + seconds, 0);
  const all = [...rows, ['total', `${total.toFixed(1)} s`, `${summary.objects.length} objects`] as const];
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
