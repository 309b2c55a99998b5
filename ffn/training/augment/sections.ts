import type { Zyx } from '../../../datasets/geometry/index.ts';
import type { Random } from '../random.ts';

/** Sections of an array, across one of its axes. */
export interface Sections {
  readonly count: number;
  /** Voxels of a section along its slower and its faster axis. */
  readonly size: readonly [slow: number, fast: number];
  /** Flat index of a voxel of a section. */
  indexOf(section: number, slow: number, fast: number): number;
}

export function sectionsOf(size: Zyx, sectionAxis: 0 | 1 | 2): Sections {
  const strides = [size[1] * size[2], size[2], 1] as const;
  const [slow, fast] = ([0, 1, 2] as const).filter((axis) => axis !== sectionAxis) as [0 | 1 | 2, 0 | 1 | 2];
  return {
    count: size[sectionAxis],
    size: [size[slow], size[fast]],
    indexOf: (section, u, v) => section * strides[sectionAxis] + u * strides[slow] + v * strides[fast],
  };
}

/** @returns 1 to `maxRatio` of all sections, at random, none of them twice. */
export function drawSections(count: number, maxRatio: number, random: Random): number[] {
  const most = Math.max(1, Math.floor(maxRatio * count));
  const wanted = 1 + random.below(most);
  const all = Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < wanted; i++) {
    const j = i + random.below(count - i);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, wanted);
}
