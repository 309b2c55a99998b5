import { type Box, boxOf, intersectBoxes, mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { LayerScale } from './layer.ts';
import { type Direction, type Orientation, PANEL_AXES } from './orientation.ts';
import { gridOf } from './scale.ts';

/** A cross-section: where its centre is and how far it sees. */
export interface Cut {
  readonly orientation: Orientation;
  readonly centerNm: Xyz;
  readonly nmPerPixel: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** A chunk that a cross-section meets. */
export interface VisibleChunk {
  readonly index: Xyz;
  /** Voxels of its scale, clipped to the volume. */
  readonly box: Box;
  /** Its corners in pixels from the panel's centre, x right and y down: those of the voxels `begin` and `end`. */
  readonly beginPx: readonly [number, number];
  readonly endPx: readonly [number, number];
  /** The plane to show, in voxels from the chunk's begin. */
  readonly plane: number;
}

/** The voxel of a scale that a point lies in. */
export const voxelAt = ({ voxelSizeNm }: LayerScale, pointNm: Xyz): Xyz =>
  mapXyz((v, i) => Math.floor(v / voxelSizeNm[i]), pointNm);

/** The box of a chunk, clipped to the volume. */
export function chunkBox({ bounds, chunkSize }: LayerScale, index: Xyz): Box {
  const begin = mapXyz((i, axis) => bounds.begin[axis] + i * chunkSize[axis], index);
  return intersectBoxes(boxOf(begin, chunkSize), bounds) ?? boxOf(begin, [0, 0, 0]);
}

/** @returns the chunks of a scale that the cross-section meets, nearest to its centre first. */
export function visibleChunks(scale: LayerScale, cut: Cut): VisibleChunk[] {
  const { right, down, through } = PANEL_AXES[cut.orientation];
  const { bounds, chunkSize } = scale;
  const plane = voxelAt(scale, cut.centerNm)[through.axis];
  if (plane < bounds.begin[through.axis] || plane >= bounds.end[through.axis]) return [];
  const layer = Math.floor((plane - bounds.begin[through.axis]) / chunkSize[through.axis]);
  const chunks: VisibleChunk[] = [];
  for (const i of indexRange(scale, cut, right, cut.width)) {
    for (const j of indexRange(scale, cut, down, cut.height)) {
      const index: [number, number, number] = [0, 0, 0];
      index[right.axis] = i;
      index[down.axis] = j;
      index[through.axis] = layer;
      const box = chunkBox(scale, index);
      const corner = (voxel: Xyz): [number, number] => [
        toPixels(scale, cut, right, voxel),
        toPixels(scale, cut, down, voxel),
      ];
      chunks.push({
        index,
        box,
        beginPx: corner(box.begin),
        endPx: corner(box.end),
        plane: plane - box.begin[through.axis],
      });
    }
  }
  const distance = ({ beginPx: b, endPx: e }: VisibleChunk) => Math.hypot(b[0] + e[0], b[1] + e[1]);
  return chunks.sort((a, b) => distance(a) - distance(b));
}

/** Pixels of a voxel's corner from the panel's centre along one of its directions. */
function toPixels({ voxelSizeNm }: LayerScale, cut: Cut, { axis, sign }: Direction, voxel: Xyz): number {
  return (sign * (voxel[axis] * voxelSizeNm[axis] - cut.centerNm[axis])) / cut.nmPerPixel;
}

/** Chunk indices along an axis that lie within the panel. */
function indexRange(scale: LayerScale, cut: Cut, { axis }: Direction, pixels: number): number[] {
  const halfNm = (pixels / 2) * cut.nmPerPixel;
  const toIndex = (nm: number) =>
    Math.floor((nm / scale.voxelSizeNm[axis] - scale.bounds.begin[axis]) / scale.chunkSize[axis]);
  const first = Math.max(0, toIndex(cut.centerNm[axis] - halfNm));
  const last = Math.min(gridOf(scale)[axis] - 1, toIndex(cut.centerNm[axis] + halfNm));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}
