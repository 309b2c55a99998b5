import type { Zyx } from '../../datasets/geometry/index.ts';
import type { Canvas } from './canvas.ts';
import { flatIndex } from './field-of-view.ts';
import { UNRESTRICTED } from './restrictor.ts';
import type { SeedPolicy } from './seeds/index.ts';

/** As many as a device can have use for, and as many as are looked at for them. */
const [MOST_SEEDS, MOST_LOOKED_AT] = [64, 2000];

/**
 * The next seeds that would be tried if nothing changed, in order: for devices that grow them ahead. Nothing is counted, no
 * policy is asked: of several policies in a row, each must look at the canvas when its turn comes, not before.
 * @returns none where a restrictor is, which would count.
 */
export function upcomingSeeds(canvas: Canvas, seeds: SeedPolicy): Zyx[] {
  const { coords, index } = seeds.getState();
  const found: Zyx[] = [];
  if (!coords || canvas.restrictor !== UNRESTRICTED) return found;
  const end = Math.min(coords.length, 3 * (index + MOST_LOOKED_AT));
  for (let at = 3 * index; at < end && found.length < MOST_SEEDS; at += 3) {
    const pos: Zyx = [coords[at], coords[at + 1], coords[at + 2]];
    if (isFree(canvas, pos) && !isNearSegment(canvas, pos)) found.push(pos);
  }
  return found;
}

function isFree({ shape, margin, segmentation }: Canvas, pos: Zyx): boolean {
  const fits = pos.every((v, i) => {
    const axis = i as 0 | 1 | 2;
    return v >= margin[axis] && v + margin[axis] < shape[axis];
  });
  return fits && !(segmentation[flatIndex(shape, pos)] > 0);
}

/** Is there a segment in the box of half size `minBoundaryDistVoxels`, faces included? */
export function isNearSegment({ segmentation, shape, options }: Canvas, pos: Zyx): boolean {
  const dist = options.minBoundaryDistVoxels;
  const from = (axis: 0 | 1 | 2): number => Math.max(pos[axis] - dist[axis], 0);
  const to = (axis: 0 | 1 | 2): number => Math.min(pos[axis] + dist[axis], shape[axis] - 1);
  for (let z = from(0); z <= to(0); z++) {
    for (let y = from(1); y <= to(1); y++) {
      for (let x = from(2); x <= to(2); x++) {
        if (segmentation[flatIndex(shape, [z, y, x])] > 0) return true;
      }
    }
  }
  return false;
}
