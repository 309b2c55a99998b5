import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Overlap } from './contingency.ts';

/** One part of an object: of a true object a segment, of a segment a true object. */
export interface Part {
  readonly label: bigint;
  readonly voxels: number;
  /** A voxel of it. */
  readonly point: Xyz;
}

/** An object that lies in several of the other volume's. n parts are n - 1 errors. */
export interface ObjectError {
  readonly label: bigint;
  /** At least two, largest first. */
  readonly parts: readonly Part[];
}

export interface ObjectErrors {
  /** True objects that several segments share. */
  readonly splits: readonly ObjectError[];
  /** Segments that hold several true objects. */
  readonly merges: readonly ObjectError[];
}

/**
 * Finds splits and mergers, object by object; those with most parts first.
 * @param minOverlapVoxels smaller overlaps are rims of a surface that was drawn a little elsewhere, not errors.
 */
export function findObjectErrors(overlaps: Iterable<Overlap>, minOverlapVoxels: number): ObjectErrors {
  const byTruth = new Map<bigint, Part[]>();
  const bySegment = new Map<bigint, Part[]>();
  for (const { segment, truth, voxels, point } of overlaps) {
    if (segment === 0n || voxels < minOverlapVoxels) continue;
    add(byTruth, truth, { label: segment, voxels, point });
    add(bySegment, segment, { label: truth, voxels, point });
  }
  return { splits: severalParts(byTruth), merges: severalParts(bySegment) };
}

/** @returns errors in all: parts beyond the first. */
export const countErrors = (objects: readonly ObjectError[]): number =>
  objects.reduce((sum, { parts }) => sum + parts.length - 1, 0);

function add(parts: Map<bigint, Part[]>, label: bigint, part: Part): void {
  const known = parts.get(label);
  if (known) known.push(part);
  else parts.set(label, [part]);
}

/** Ties are broken by label, so that the order does not depend on how blocks were read. */
function severalParts(byLabel: ReadonlyMap<bigint, Part[]>): ObjectError[] {
  return [...byLabel]
    .filter(([, parts]) => parts.length > 1)
    .map(([label, parts]) => ({
      label,
      parts: parts.sort((a, b) => b.voxels - a.voxels || compare(a.label, b.label)),
    }))
    .sort((a, b) => b.parts.length - a.parts.length || compare(a.label, b.label));
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
