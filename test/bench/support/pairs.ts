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

export interface Comparison {
  readonly name: string;
  readonly peer: string;
  readonly unit: string;
  /** What one call does, in the unit's numerator. */
  readonly work: number;
  readonly ours: () => readonly ArrayBufferView[];
  readonly theirs: () => readonly ArrayBufferView[];
  /** At least 7. */
  readonly pairs?: number;
}

/**
 * Runs both in turn, A B A B, after one pair that warms up and whose outputs must be equal byte for byte.
 * Time is the CPU's, user and system, of the whole process: garbage collection counts, other programs do not.
 */
export function comparePairs({ ours, theirs, work, pairs = 9, ...row }: Comparison): BenchRow {
  assertSameBytes(ours(), theirs());
  const rates: [number, number][] = [];
  for (let i = 0; i < pairs; i++) rates.push([work / cpuSeconds(ours), work / cpuSeconds(theirs)]);
  const ratios = rates.map(([a, b]) => a / b);
  return {
    ...row,
    ours: median(rates.map(([a]) => a)),
    theirs: median(rates.map(([, b]) => b)),
    ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    pairs,
  };
}

function cpuSeconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function assertSameBytes(a: readonly ArrayBufferView[], b: readonly ArrayBufferView[]): void {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++) {
    assert.ok(Buffer.compare(bytesOf(a[i]), bytesOf(b[i])) === 0, `output ${i} differs`);
  }
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};
