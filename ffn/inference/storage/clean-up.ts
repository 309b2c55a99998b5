/** Objects into connected parts, small ones away. Source: spec/ffn.md 4.8. */
import { toXyz, type Zyx } from '../../../datasets/geometry/index.ts';
import { type Connectivity, connectedComponents } from '../../../datasets/voxels/index.ts';

export interface CleanUpOptions {
  /** Make every connected part a segment. Default true. */
  readonly splitCc?: boolean;
  /** Default 1: voxels that touch by a face. */
  readonly connectivity?: Connectivity;
  /** Segments of fewer voxels become background. Default 0. */
  readonly minSize?: number;
}

export interface CleanedUp {
  /** [z, y, x]. */
  readonly labels: Uint32Array;
  /** What each label was before, 0 included; empty for an empty array. */
  readonly originals: ReadonlyMap<number, number>;
  /** Voxels of each label, 0 included. */
  readonly voxels: ReadonlyMap<number, number>;
}

/** Splits first, and counts the parts then. @param labels [z, y, x], not changed. */
export function cleanUp(labels: Uint32Array, shape: Zyx, options: CleanUpOptions = {}): CleanedUp {
  const { splitCc = true, connectivity = 1, minSize = 0 } = options;
  const cleaned = splitCc
    ? connectedComponents(labels, toXyz(shape), connectivity).components
    : labels.slice();
  const voxels = clearDust(cleaned, minSize);
  const originals = new Map<number, number>();
  for (let i = 0; i < cleaned.length; i++) {
    // Dust is background now, whatever it was.
    const original = cleaned[i] === 0 ? 0 : labels[i];
    if (!originals.has(cleaned[i])) originals.set(cleaned[i], original);
  }
  if (labels.length > 0) originals.set(0, 0);
  return { labels: cleaned, originals, voxels };
}

/** @param labels changed in place. @returns the voxels of each label that is left, and of the background. */
export function clearDust(labels: Uint32Array, minSize: number): Map<number, number> {
  const voxels = new Map<number, number>();
  if (labels.length === 0) return voxels;
  forEachRun(labels, (label, begin, end) => {
    voxels.set(label, (voxels.get(label) ?? 0) + end - begin);
  });
  const background = voxels.get(0) ?? 0;
  const dust = new Set(
    [...voxels].filter(([label, count]) => label !== 0 && count < minSize).map(([l]) => l),
  );
  if (dust.size > 0) {
    forEachRun(labels, (label, begin, end) => {
      if (dust.has(label)) labels.fill(0, begin, end);
    });
  }
  let cleared = 0;
  for (const label of dust) {
    cleared += voxels.get(label) ?? 0;
    voxels.delete(label);
  }
  return voxels.set(0, background + cleared);
}

/** Labels are piecewise constant: a map is asked once a run. */
function forEachRun(labels: Uint32Array, onRun: (label: number, begin: number, end: number) => void): void {
  for (let begin = 0; begin < labels.length; ) {
    const label = labels[begin];
    let end = begin + 1;
    while (end < labels.length && labels[end] === label) end++;
    onRun(label, begin, end);
    begin = end;
  }
}
