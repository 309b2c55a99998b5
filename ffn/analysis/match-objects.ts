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
 * Finds the objects that two subvolumes have in common, where they overlap. Two are one if each is the other's largest
 * partner and they share enough: an object that one side merged joins one partner at most, so that mergers do not spread.
 * Source: the reconciliation of Januszewski et al. 2018 (mutual overlap), with a least share.
 * @param a labels of the common box, 0 background. @param b the same voxels in the other subvolume.
 */
export function matchObjects(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { minOverlapVoxels, minShare }: MatchOptions,
): Match[] {
  const { pairs, voxels, sizeA, sizeB } = countPairs(a, b);
  const bestA = new Map<number, number>();
  const bestB = new Map<number, number>();
  const isBetter = (pair: number, other: number | undefined): boolean =>
    other === undefined ||
    voxels[pair] > voxels[other] ||
    (voxels[pair] === voxels[other] && isFirst(pair, other));
  // Ties go to the smaller labels, whatever order the voxels came in.
  const isFirst = (pair: number, other: number): boolean =>
    pairs.first(pair) - pairs.first(other) < 0 ||
    (pairs.first(pair) === pairs.first(other) && pairs.second(pair) < pairs.second(other));
  for (let pair = 0; pair < pairs.size; pair++) {
    if (isBetter(pair, bestA.get(pairs.first(pair)))) bestA.set(pairs.first(pair), pair);
    if (isBetter(pair, bestB.get(pairs.second(pair)))) bestB.set(pairs.second(pair), pair);
  }
  const matches: Match[] = [];
  for (const [label, pair] of bestA) {
    const partner = pairs.second(pair);
    if (bestB.get(partner) !== pair) continue;
    const smaller = Math.min(sizeA.get(label) ?? 0, sizeB.get(partner) ?? 0);
    if (voxels[pair] < minOverlapVoxels || voxels[pair] < minShare * smaller) continue;
    matches.push({ a: label, b: partner, voxels: voxels[pair] });
  }
  return matches;
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
