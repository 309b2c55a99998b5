import type { Xyz } from './axes.ts';

/** A half-open box of voxels, `[begin, end)` per axis, in (x, y, z). */
export interface Box {
  readonly begin: Xyz;
  readonly end: Xyz;
}

/** @param begin first voxel. @param size voxels per axis, >= 0. */
export function boxOf(begin: Xyz, size: Xyz): Box {
  return { begin, end: [begin[0] + size[0], begin[1] + size[1], begin[2] + size[2]] };
}

export function boxSize({ begin, end }: Box): Xyz {
  return [end[0] - begin[0], end[1] - begin[1], end[2] - begin[2]];
}

/** The common part of two boxes, or undefined where they share no voxel. */
export function intersectBoxes(a: Box, b: Box): Box | undefined {
  const lower = (i: 0 | 1 | 2) => Math.max(a.begin[i], b.begin[i]);
  const upper = (i: 0 | 1 | 2) => Math.min(a.end[i], b.end[i]);
  const box: Box = { begin: [lower(0), lower(1), lower(2)], end: [upper(0), upper(1), upper(2)] };
  return box.begin.every((v, i) => v < box.end[i as 0 | 1 | 2]) ? box : undefined;
}

export function boxContains(outer: Box, inner: Box): boolean {
  return ([0, 1, 2] as const).every((i) => outer.begin[i] <= inner.begin[i] && inner.end[i] <= outer.end[i]);
}

/** `[x0,x1) x [y0,y1) x [z0,z1)`, for messages. */
export function formatBox({ begin, end }: Box): string {
  return ([0, 1, 2] as const).map((i) => `[${begin[i]},${end[i]})`).join(' x ');
}

/** @returns the smallest box that holds all of them. @param boxes at least one. */
export function hullOfBoxes(boxes: readonly Box[]): Box {
  const [first, ...others] = boxes as [Box, ...Box[]];
  return others.reduce(
    (all, { begin, end }): Box => ({
      begin: all.begin.map((v, i) => Math.min(v, begin[i as 0 | 1 | 2])) as unknown as Xyz,
      end: all.end.map((v, i) => Math.max(v, end[i as 0 | 1 | 2])) as unknown as Xyz,
    }),
    first,
  );
}
