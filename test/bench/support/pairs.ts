import assert from 'node:assert/strict';
import { bytesOf } from '../../../datasets/volume.ts';

/** One comparison in one run: rates are medians, the ratio is the median of the pairs' ratios. */
export interface BenchRow {
  readonly name: string;
  readonly peer: string;
  readonly unit: string;
  readonly ours: number;
  readonly theirs: number;
  /** Ours over theirs in rate: above 1, ours is faster. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly pairs: number;
}

type Piece = (index: number) => ArrayBufferView;

export interface Comparison {
  readonly name: string;
  readonly peer: string;
  readonly unit: string;
  /** All pieces together, in the unit's numerator. */
  readonly work: number;
  /** Pieces of the work; outputs are dropped one after the other, as programs that stream do. */
  readonly count: number;
  readonly ours: Piece;
  readonly theirs: Piece;
  /** At least 7. */
  readonly pairs?: number;
}

/**
 * Runs both in turn, A B A B, after one pair that warms up and whose outputs must be equal byte for byte.
 * Time is the CPU's, user and system, of the whole process: garbage collection counts, other programs do not.
 */
export function comparePairs({ ours, theirs, work, count, pairs = 9, ...row }: Comparison): BenchRow {
  for (let i = 0; i < count; i++) {
    // A copy: both may fill the same array.
    const first = bytesOf(ours(i)).slice();
    assert.ok(Buffer.compare(first, bytesOf(theirs(i))) === 0, `${row.name}: output ${i} differs`);
  }
  const rates: [number, number][] = [];
  for (let i = 0; i < pairs; i++)
    rates.push([work / cpuSeconds(ours, count), work / cpuSeconds(theirs, count)]);
  return summarise(row, rates);
}

/** A row of pairs that were measured elsewhere: ours and the peer's, each in the row's unit. */
export function summarise(
  row: Pick<BenchRow, 'name' | 'peer' | 'unit'>,
  pairs: readonly (readonly [ours: number, theirs: number])[],
): BenchRow {
  const ratios = pairs.map(([a, b]) => a / b);
  return {
    ...row,
    ours: median(pairs.map(([a]) => a)),
    theirs: median(pairs.map(([, b]) => b)),
    ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    pairs: pairs.length,
  };
}

function cpuSeconds(piece: Piece, count: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) piece(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};
