import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import type { Samples, Volume } from '../../datasets/volume.ts';
import { createLabelLookup, type LabelLookup } from './label-lookup.ts';

/** What becomes of labels that the table does not name. 0 stays 0 in any case. */
export type Unmapped = 'fail' | 'keep' | 'zero';

export interface RelabelOptions {
  /** Default fail: kept labels may collide with new ones. */
  readonly unmapped?: Unmapped;
}

/** Old label to new one, such as supervoxel to body. */
export type LabelTable = ReadonlyMap<bigint, bigint>;

/**
 * Replaces labels through a table; the result is uint64.
 * @throws UnsupportedError for float32; on reading InvalidDataError for a negative label, or one that the table lacks.
 */
export function relabelVolume(
  volume: Volume,
  table: LabelTable,
  { unmapped = 'fail' }: RelabelOptions = {},
): Volume {
  if (volume.dataType === 'float32') {
    throw new UnsupportedError({ subject: 'relabel', expected: 'integer labels', got: 'float32' });
  }
  const lookup = createLabelLookup(table);
  return {
    ...volume,
    dataType: 'uint64',
    async read(box, options) {
      const block = await volume.read(box, options);
      return { ...block, dataType: 'uint64', data: relabel(block.data, lookup, unmapped) };
    },
  };
}

/** Looks a label up once for each run of it: labels are piecewise constant. */
function relabel(labels: Samples, lookup: LabelLookup, unmapped: Unmapped): BigUint64Array {
  const out = new BigUint64Array(labels.length);
  // Two 32-bit words a label: no bigint is made in the loop.
  const words = new Uint32Array(out.buffer);
  const isWide = labels instanceof BigUint64Array;
  const source = isWide ? new Uint32Array(labels.buffer, labels.byteOffset, 2 * labels.length) : labels;
  const step = isWide ? 2 : 1;
  let [previousLow, previousHigh, low, high] = [0, 0, 0, 0];
  // 0 is what the loop begins with: it becomes what the table says, else stays 0.
  const zero = lookup.find(0, 0);
  if (zero >= 0) [low, high] = [lookup.low[zero]!, lookup.high[zero]!];
  for (let i = 0, at = 0; i < labels.length; i++, at += step) {
    const value = source[at] as number;
    const a = value >>> 0;
    const b = isWide ? (source[at + 1] as number) : value < 0 ? 0xffffffff : 0;
    if (a !== previousLow || b !== previousHigh) {
      const row = isWide || value >= 0 ? lookup.find(a, b) : -1;
      if (row >= 0) [low, high] = [lookup.low[row]!, lookup.high[row]!];
      else [low, high] = withoutRow(a, b, { unmapped, isNegative: !isWide && value < 0 });
      [previousLow, previousHigh] = [a, b];
    }
    words[2 * i] = low;
    words[2 * i + 1] = high;
  }
  return out;
}

function withoutRow(
  low: number,
  high: number,
  { unmapped, isNegative }: { readonly unmapped: Unmapped; readonly isNegative: boolean },
): readonly [number, number] {
  if (low === 0 && high === 0) return [0, 0];
  if (!isNegative && unmapped === 'keep') return [low, high];
  if (!isNegative && unmapped === 'zero') return [0, 0];
  throw new InvalidDataError({
    subject: `label ${isNegative ? low - 2 ** 32 : (BigInt(high) << 32n) | BigInt(low)}`,
    expected: isNegative ? 'no negative labels' : 'a row in the table',
    got: isNegative ? 'one' : 'none',
    cure: '--unmapped keep or --unmapped zero decides for labels without a row',
  });
}
