import type { Samples } from '../../datasets/volume.ts';

/** The labels of a volume, as far as memory allows. */
export interface LabelSet {
  add(samples: Samples): void;
  /** @returns undefined where there were too many to keep. */
  labels(): ReadonlySet<bigint> | undefined;
}

/** Some 300 MB of set. A volume with more labels is verified without them. */
const MAX_LABELS = 4_000_000;

export function createLabelSet(maxLabels = MAX_LABELS): LabelSet {
  const found = new Set<bigint>();
  let full = false;
  return {
    add(samples) {
      if (full) return;
      let last: bigint | number | undefined;
      for (const value of samples) {
        // Labels come in runs: most voxels repeat the one before.
        if (value === last) continue;
        last = value;
        found.add(BigInt(value));
      }
      full = found.size > maxLabels;
      if (full) found.clear();
    },
    labels: () => (full ? undefined : found),
  };
}
