import { TooLargeError } from '../../datasets/errors.ts';
import { type Box, intersectBoxes } from '../../datasets/geometry/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';
import { createUnionFind } from '../../datasets/voxels/index.ts';
import { type MatchOptions, matchObjects } from './match-objects.ts';
import { cutLabels, loadPlaced, type SubvolumeEntry, surveySubvolumes } from './subvolumes.ts';

export interface ReconcileOptions extends Partial<MatchOptions> {
  readonly signal?: AbortSignal;
  /** Called after each pair of neighbours. */
  readonly onProgress?: (donePairs: number, allPairs: number) => void;
  /** Pairs at work at once. The result does not depend on it. Default 1. */
  readonly concurrency?: number;
}

/** One id space over the subvolumes of a folder. */
export interface Reconciliation {
  /** By z, y, x of their corners. */
  readonly subvolumes: readonly SubvolumeEntry[];
  /** For each subvolume: label -> id; 0 -> 0. Ids are 1, 2, … in order of the first subvolume and label that has them. */
  readonly tables: readonly Uint32Array[];
  /** Ids in all. */
  readonly objects: number;
  /** Pairs of labels that were found to be one object. */
  readonly joined: number;
}

/** A few voxels in common are chance. */
export const RECONCILE_DEFAULTS: MatchOptions = { minOverlapVoxels: 100, minShare: 0.5 };

const MAX_LABELS = 2 ** 32 - 1;

/**
 * Joins the objects of overlapping subvolumes by what they share. Memory: one subvolume, the overlaps of another, and the
 * table. The ids depend neither on the order in which files are found nor on how many pairs are at work.
 * @throws those of `surveySubvolumes`; TooLargeError for more labels than 32 bits count.
 */
export async function reconcileSubvolumes(
  store: Store,
  options: ReconcileOptions = {},
): Promise<Reconciliation> {
  const { signal, onProgress, concurrency = 1 } = options;
  const match: MatchOptions = { ...RECONCILE_DEFAULTS, ...definedOnly(options) };
  const subvolumes = await surveySubvolumes(store, signal);
  const offsets = offsetsOf(subvolumes, store.name);
  const sets = createUnionFind(offsets.at(-1) ?? 0);
  const pairs = neighbours(subvolumes);
  const allPairs = pairs.reduce((n, { others }) => n + others.length, 0);
  let donePairs = 0;
  let joined = 0;
  const pending = [...pairs];
  const work = async (): Promise<void> => {
    for (let task = pending.shift(); task; task = pending.shift()) {
      const { index, others } = task;
      const own = await loadPlaced(store, subvolumes[index].corner);
      const slabs = others.map(({ common }) => cutLabels(own, common));
      for (const [i, { other, common }] of others.entries()) {
        throwIfAborted(signal, store.name);
        const there = cutLabels(await loadPlaced(store, subvolumes[other].corner), common);
        const [one, two] = [
          { labels: slabs[i], sizes: subvolumes[index].sizes },
          { labels: there, sizes: subvolumes[other].sizes },
        ];
        for (const { a, b } of matchObjects(one, two, match)) {
          sets.join(offsets[index] + a - 1, offsets[other] + b - 1);
          joined++;
        }
        onProgress?.(++donePairs, allPairs);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  return { subvolumes, joined, ...numberSets(subvolumes, offsets, sets.find) };
}

/** Labels of all subvolumes, 1 and up in each, as one row of elements. */
function offsetsOf(subvolumes: readonly SubvolumeEntry[], subject: string): number[] {
  const offsets = [0];
  for (const { maxLabel } of subvolumes) offsets.push((offsets.at(-1) ?? 0) + maxLabel);
  const total = offsets.at(-1) ?? 0;
  if (total <= MAX_LABELS) return offsets;
  throw new TooLargeError({ subject, expected: `at most ${MAX_LABELS} labels in all`, got: `${total}` });
}

interface Neighbours {
  readonly index: number;
  readonly others: readonly { readonly other: number; readonly common: Box }[];
}

/** For each subvolume the later ones that overlap it. */
function neighbours(subvolumes: readonly SubvolumeEntry[]): Neighbours[] {
  return subvolumes
    .map(({ box }, index) => ({
      index,
      others: subvolumes.flatMap((entry, other) => {
        const common = other > index ? intersectBoxes(box, entry.box) : undefined;
        return common ? [{ other, common }] : [];
      }),
    }))
    .filter(({ others }) => others.length > 0);
}

function numberSets(
  subvolumes: readonly SubvolumeEntry[],
  offsets: readonly number[],
  find: (element: number) => number,
): Pick<Reconciliation, 'tables' | 'objects'> {
  const ids = new Map<number, number>();
  const tables = subvolumes.map(({ maxLabel }, i) => {
    const table = new Uint32Array(maxLabel + 1);
    for (let label = 1; label <= maxLabel; label++) {
      const root = find(offsets[i] + label - 1);
      const id = ids.get(root) ?? ids.size + 1;
      ids.set(root, id);
      table[label] = id;
    }
    return table;
  });
  return { tables, objects: ids.size };
}

function definedOnly({ minOverlapVoxels, minShare }: Partial<MatchOptions>): Partial<MatchOptions> {
  return {
    ...(minOverlapVoxels !== undefined && { minOverlapVoxels }),
    ...(minShare !== undefined && { minShare }),
  };
}
