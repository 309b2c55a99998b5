import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import type { Samples, Volume } from '../../datasets/volume.ts';

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
  const look = lookUp(table, unmapped);
  return {
    ...volume,
    dataType: 'uint64',
    async read(box, options) {
      const block = await volume.read(box, options);
      return { ...block, dataType: 'uint64', data: relabel(block.data, look) };
    },
  };
}

function lookUp(table: LabelTable, unmapped: Unmapped): (label: bigint) => bigint {
  return (label) => {
    const mapped = table.get(label);
    if (mapped !== undefined) return mapped;
    if (label === 0n) return 0n;
    if (label > 0n && unmapped !== 'fail') return unmapped === 'keep' ? label : 0n;
    throw new InvalidDataError({
      subject: `label ${label}`,
      expected: label < 0n ? 'no negative labels' : 'a row in the table',
      got: label < 0n ? 'one' : 'none',
      cure: '--unmapped keep or --unmapped zero decides for labels without a row',
    });
  };
}

/** Looks a label up once for each run of it: labels are piecewise constant. */
function relabel(labels: Samples, look: (label: bigint) => bigint): BigUint64Array {
  const out = new BigUint64Array(labels.length);
  // Two 32-bit words a label: no bigint is made in the loop but at the ends of runs.
  const words = new Uint32Array(out.buffer);
  let previous: number | bigint | undefined;
  let low = 0;
  let high = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label !== previous) {
      const mapped = look(BigInt(label));
      low = Number(mapped & 0xffffffffn);
      high = Number(mapped >> 32n);
      previous = label;
    }
    words[2 * i] = low;
    words[2 * i + 1] = high;
  }
  return out;
}
