import { type Canvas, type OriginInfo, type Overlap, visitedRegion } from './canvas.ts';
import { type Fov, forEachRow } from './field-of-view.ts';
import { segmentationChanged } from './grow-on-device.ts';
import { expit } from './options.ts';
import { quantizeProbability } from './storage/index.ts';

/** The voxels of the object that was just grown. */
export interface Selection {
  /** The part of the canvas the walk can have touched. */
  readonly region: Fov;
  /** Voxels no segment has yet: the object, if it is accepted. */
  readonly freeVoxels: number;
  /** Voxels earlier segments have. */
  readonly takenVoxels: number;
  /** The same by segment, ascending by id. */
  readonly overlaps: readonly Overlap[];
}

/** Counts the object's voxels, those at or above the segment threshold; NaN is not. */
export function selectObject(canvas: Canvas): Selection {
  const region = visitedRegion(canvas);
  const { seed, segmentation } = canvas;
  const { segmentLogit } = canvas.options;
  const width = region.size[2];
  const taken = new Map<number, number>();
  let freeVoxels = 0;
  let takenVoxels = 0;
  forEachRow(region, (row) => {
    for (let i = row; i < row + width; i++) {
      if (!(seed[i] >= segmentLogit)) continue;
      const other = segmentation[i];
      if (other > 0) {
        takenVoxels++;
        taken.set(other, (taken.get(other) ?? 0) + 1);
      } else {
        freeVoxels++;
      }
    }
  });
  const overlaps = [...taken].map(([id, voxels]) => ({ id, voxels })).sort((a, b) => a.id - b.id);
  return { region, freeVoxels, takenVoxels, overlaps };
}

/**
 * Makes the selected voxels a segment. It need not be connected: readers split it where they want that.
 * @returns its id.
 */
export function acceptObject(canvas: Canvas, selection: Selection, origin: OriginInfo): number {
  const { seed, segmentation, probability, counters, origins, overlaps } = canvas;
  counters.increment('voxels-segmented', selection.freeVoxels);
  counters.increment('voxels-overlapping', selection.takenVoxels);
  do canvas.maxId++;
  while (origins.has(canvas.maxId));
  const id = canvas.maxId;
  const { segmentLogit } = canvas.options;
  const width = selection.region.size[2];
  forEachRow(selection.region, (row) => {
    for (let i = row; i < row + width; i++) {
      // A rejected seed's -1 is free to take.
      if (!(seed[i] >= segmentLogit) || segmentation[i] > 0) continue;
      segmentation[i] = id;
      if (probability) probability[i] = quantizeProbability(expit(seed[i]));
    }
  });
  const { start, size } = selection.region;
  const slab = { z: [start[0], start[0] + size[0]], y: [start[1], start[1] + size[1]] } as const;
  segmentationChanged(canvas, slab);
  overlaps.set(id, selection.overlaps);
  origins.set(id, origin);
  return id;
}
