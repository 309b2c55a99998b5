import { type Box, boxSize, volumeOf, type Xyz } from '../../geometry/index.ts';
import type { Hit } from './locate.ts';
import type { Scene } from './scene.ts';
import { NEURITE, RADIUS, TAPER } from './segments.ts';
import { MOST_STRETCH } from './warp.ts';

/** Half the thickness of the wall that is no neurite's, membranes and cleft. */
export const HALF_WALL_NM = 13;

/** How many voxels `keepConnected` looks around: a box is labelled with so many more on each side. */
export const LABEL_HALO = 4;

/** Bit that marks voxels which are connected to their centre line. */
const SURE = 0x80000000;

/**
 * First pass over a voxel: its neurite. It is marked as sure
 * - where the centre line is nearer than half a voxel's diagonal: the line passes through such voxels, one after the other;
 * - where it is far from the wall. The difference of the two distances falls nowhere on the straight way to the centre line
 *   (both change by at most one nanometre a nanometre, the own one by just that): a ball can be moved all the way.
 */
export function createLabeller({ segments: { data }, voxelSizeNm: [x, y, z] }: Scene) {
  const halfDiagonal = (MOST_STRETCH * Math.sqrt(x * x + y * y + z * z)) / 2;
  const far = 2 * HALF_WALL_NM + 4 * halfDiagonal;
  return ({ segment, own, others, along, depth }: Hit): number => {
    if (segment < 0) return 0;
    const fromLine = own + data[segment + RADIUS] - along * data[segment + TAPER];
    if (fromLine <= halfDiagonal || others - own >= far) return (data[segment + NEURITE] | SURE) >>> 0;
    return depth >= HALF_WALL_NM ? data[segment + NEURITE] : 0;
  };
}

/**
 * Second pass: voxels that are not sure are kept only where a few steps over faces, within the label, lead to one that is.
 * @param marks of the box, changed.
 * @param bounds voxels outside of them count for nothing.
 * @returns labels; right where the box reaches `LABEL_HALO` further, or to the bounds.
 */
export function keepConnected(marks: Uint32Array, box: Box, bounds: Box): Uint32Array {
  const size = boxSize(box);
  clearOutside(marks, box, bounds);
  for (let round = 0; round < LABEL_HALO; round++) spread(marks, size);
  const labels = new Uint32Array(volumeOf(size));
  for (let i = 0; i < labels.length; i++) if (marks[i] >= SURE) labels[i] = marks[i] - SURE;
  return labels;
}

function clearOutside(marks: Uint32Array, { begin, end }: Box, bounds: Box): void {
  let i = 0;
  for (let z = begin[2]; z < end[2]; z++) {
    for (let y = begin[1]; y < end[1]; y++) {
      const out = z < bounds.begin[2] || z >= bounds.end[2] || y < bounds.begin[1] || y >= bounds.end[1];
      for (let x = begin[0]; x < end[0]; x++, i++) {
        if (out || x < bounds.begin[0] || x >= bounds.end[0]) marks[i] = 0;
      }
    }
  }
}

/** One round: what touches a sure voxel of the same label becomes sure at its end. */
function spread(marks: Uint32Array, [nx, ny, nz]: Xyz): void {
  const before = marks.slice();
  const row = nx;
  const plane = nx * ny;
  let i = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        const label = before[i];
        if (label === 0 || label >= SURE) continue;
        const wanted = label + SURE;
        const touches =
          (x > 0 && before[i - 1] === wanted) ||
          (x + 1 < nx && before[i + 1] === wanted) ||
          (y > 0 && before[i - row] === wanted) ||
          (y + 1 < ny && before[i + row] === wanted) ||
          (z > 0 && before[i - plane] === wanted) ||
          (z + 1 < nz && before[i + plane] === wanted);
        if (touches) marks[i] = wanted;
      }
    }
  }
}
