import { WordPairIndex } from './word-pair-index.ts';

/** Labels of two subvolumes that are one object. */
export interface Match {
  readonly a: number;
  readonly b: number;
  /** Voxels that both have. */
  readonly voxels: number;
}

export interface MatchOptions {
  /** Objects that share fewer voxels stay apart. */
  readonly minOverlapVoxels: number;
  /** Least share of the smaller one's voxels, both counted in the common box. */
  readonly minShare: number;
}

/** What one subvolume has in the common box. */
export interface MatchSide {
  /** Labels, 0 background; the same voxels for both sides. */
  readonly labels: ArrayLike<number>;
  /** Voxels of each label in the whole subvolume, by label. */
  readonly sizes: ArrayLike<number>;
}

/**
 * Finds the objects that two subvolumes have in common, where they overlap. Two are one if they share at least `minShare` of the
 * smaller one's voxels there, and either
 * - each is the other's largest partner: an object that one side merged joins one partner at most, so that mergers do not
 *   spread; or
 * - the smaller one lies in the overlap with at least `minShare` of all its voxels: the other side saw most of it and found it to be
 *   a part of a larger one, so that what one side cut for want of context is whole again.
 * Source: mutual overlap as in Januszewski et al. 2018; the second rule and the least share are ours.
 * @returns by label of a, then of b.
 */
export function matchObjects(a: MatchSide, b: MatchSide, options: MatchOptions): Match[] {
  const { minOverlapVoxels, minShare } = options;
  const counts = countPairs(a.labels, b.labels);
  const { pairs, voxels, sizeA, sizeB } = counts;
  const bestOfA = largestPartners(counts, 'first');
  const bestOfB = largestPartners(counts, 'second');
  const matches: Match[] = [];
  for (const [pair, shared] of voxels.entries()) {
    const [labelA, labelB] = [pairs.first(pair), pairs.second(pair)];
    const hereA = sizeA.get(labelA) ?? 0;
    const hereB = sizeB.get(labelB) ?? 0;
    if (shared < minOverlapVoxels || shared < minShare * Math.min(hereA, hereB)) continue;
    const isMutual = bestOfA.get(labelA) === pair && bestOfB.get(labelB) === pair;
    const isPartOfB = shared >= minShare * hereA && hereA >= minShare * a.sizes[labelA];
    const isPartOfA = shared >= minShare * hereB && hereB >= minShare * b.sizes[labelB];
    if (isMutual || isPartOfA || isPartOfB) matches.push({ a: labelA, b: labelB, voxels: shared });
  }
  return matches.sort((one, two) => one.a - two.a || one.b - two.b);
}

/** For each label of one side the pair with its largest partner. Ties go to the smaller partner, whatever order voxels came in. */
function largestPartners(
  { pairs, voxels }: ReturnType<typeof countPairs>,
  side: 'first' | 'second',
): Map<number, number> {
  const other = side === 'first' ? 'second' : 'first';
  const best = new Map<number, number>();
  for (const [pair, n] of voxels.entries()) {
    const held = best.get(pairs[side](pair));
    const isLarger = held === undefined || n > voxels[held];
    if (isLarger || (n === voxels[held] && pairs[other](pair) < pairs[other](held)))
      best.set(pairs[side](pair), pair);
  }
  return best;
}

function countPairs(a: ArrayLike<number>, b: ArrayLike<number>) {
  const pairs = new WordPairIndex();
  const voxels: number[] = [];
  const sizeA = new Map<number, number>();
  const sizeB = new Map<number, number>();
  const add = (sizes: Map<number, number>, label: number, n: number) =>
    label > 0 && sizes.set(label, (sizes.get(label) ?? 0) + n);
  let begin = 0;
  for (let i = 1; i <= a.length; i++) {
    if (i < a.length && a[i] === a[begin] && b[i] === b[begin]) continue;
    const [labelA, labelB, n] = [a[begin], b[begin], i - begin];
    add(sizeA, labelA, n);
    add(sizeB, labelB, n);
    if (labelA > 0 && labelB > 0) {
      const pair = pairs.indexOf(labelA, labelB);
      voxels[pair] = (voxels[pair] ?? 0) + n;
    }
    begin = i;
  }
  return { pairs, voxels, sizeA, sizeB };
}
