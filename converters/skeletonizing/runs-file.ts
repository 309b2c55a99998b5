import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { bytesOf } from '../../datasets/volume.ts';
import type { LabelRuns } from '../skeletons/index.ts';
import { encodeLabelFile, type LabelEntry, readEntries, readPart } from './label-file.ts';

/** What a block has of a label. */
export interface BlockEntry {
  readonly entry: LabelEntry;
  readonly voxels: number;
  /** Box around them, voxels of the volume; `high` is beyond them. */
  readonly low: Xyz;
  readonly high: Xyz;
}

/** @returns what to write, one after the other. */
export const encodeRuns = (found: readonly LabelRuns[]): Uint8Array[] =>
  encodeLabelFile(
    found.map(({ label, voxels, low, high, runs }) => ({
      label,
      numbers: [voxels, ...low, ...high],
      bytes: bytesOf(runs),
    })),
  );

/** The labels of a block, ascending. @throws CorruptDataError */
export const readBlockEntries = (path: string): BlockEntry[] =>
  readEntries(path).map((entry) => {
    const [voxels, x0, y0, z0, x1, y1, z1] = entry.numbers;
    return { entry, voxels, low: xyz(x0, y0, z0), high: xyz(x1, y1, z1) };
  });

/** As `findRuns` gave them. @throws CorruptDataError */
export const readRuns = ({ entry }: BlockEntry): Uint16Array => new Uint16Array(readPart(entry).buffer);

/** Of two parts of a label. */
export function boxOfBoth(a: Pick<BlockEntry, 'low' | 'high'>, b: Pick<BlockEntry, 'low' | 'high'>) {
  const of = (pick: (...values: number[]) => number, one: Xyz, other: Xyz): Xyz =>
    xyz(pick(one[0], other[0]), pick(one[1], other[1]), pick(one[2], other[2]));
  return { low: of(Math.min, a.low, b.low), high: of(Math.max, a.high, b.high) };
}
