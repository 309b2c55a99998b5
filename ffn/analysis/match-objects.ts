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

/**
 * Finds the objects that two subvolumes have in common, where they overlap: two are one if either has at least `minShare` of
 * its voxels there in the other. So an object gets back all the parts into which the other side cut it, and a part whose voxels are
 * scattered over several joins none of them. What one side merged stays merged, as it would in one piece.
 * @param a labels of the common box, 0 background. @param b the same voxels in the other subvolume.
 * @returns by label of a, then of b.
 */
export function matchObjects(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { minOverlapVoxels, minShare }: MatchOptions,
): Match[] {
  const { pairs, voxels, sizeA, sizeB } = countPairs(a, b);
  const matches: Match[] = [];
  for (const [pair, shared] of voxels.entries()) {
    const match = { a: pairs.first(pair), b: pairs.second(pair), voxels: shared };
    const smaller = Math.min(sizeA.get(match.a) ?? 0, sizeB.get(match.b) ?? 0);
    if (shared >= minOverlapVoxels && shared >= minShare * smaller) matches.push(match);
  }
  return matches.sort((one, two) => one.a - two.a || one.b - two.b);
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
