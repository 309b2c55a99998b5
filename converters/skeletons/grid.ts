import type { Xyz } from '../../datasets/geometry/index.ts';

/** A block of labels with one layer of 0 around it, and the steps to the 26 neighbours of a voxel. */
export interface Grid {
  /** Voxels per axis, the layers included. */
  readonly size: Xyz;
  readonly voxelSizeNm: Xyz;
  /** Index step to each neighbour. */
  readonly offsets: Int32Array;
  /** Length of each step in `UNITS_PER_VOXEL`-ths of the smallest voxel side, rounded. */
  readonly lengths: Int32Array;
  /**
   * For a voxel that its path enters by a step: the steps that lead on. The others lead where a step of the voxel before leads,
   * which is no longer: no path goes that way.
   */
  readonly onward: readonly Uint8Array[];
}

/** Fine enough for sqrt(2) and sqrt(3) to be right within 1 %, coarse enough for a short bucket queue. */
export const UNITS_PER_VOXEL = 16;

/** @param size voxels per axis without the layers around. */
export function createGrid(size: Xyz, voxelSizeNm: Xyz): Grid {
  const padded: Xyz = [size[0] + 2, size[1] + 2, size[2] + 2];
  const unit = Math.min(...voxelSizeNm) / UNITS_PER_VOXEL;
  const offsets: number[] = [];
  const lengths: number[] = [];
  const steps: Xyz[] = [];
  for (let z = -1; z <= 1; z++) {
    for (let y = -1; y <= 1; y++) {
      for (let x = -1; x <= 1; x++) {
        if (x === 0 && y === 0 && z === 0) continue;
        steps.push([x, y, z]);
        offsets.push(x + padded[0] * (y + padded[1] * z));
        const [dx, dy, dz] = [x * voxelSizeNm[0], y * voxelSizeNm[1], z * voxelSizeNm[2]];
        lengths.push(Math.round(Math.sqrt(dx * dx + dy * dy + dz * dz) / unit));
      }
    }
  }
  return {
    size: padded,
    voxelSizeNm,
    offsets: Int32Array.from(offsets),
    lengths: Int32Array.from(lengths),
    onward: steps.map((step) => onwardSteps(step, steps, lengths)),
  };
}

function onwardSteps(by: Xyz, steps: readonly Xyz[], lengths: readonly number[]): Uint8Array {
  const isOnward = ([x, y, z]: Xyz, k: number): boolean => {
    const [dx, dy, dz] = [by[0] + x, by[1] + y, by[2] + z];
    if (dx === 0 && dy === 0 && dz === 0) return false;
    const direct = steps.findIndex((step) => step[0] === dx && step[1] === dy && step[2] === dz);
    return direct < 0 || lengths[direct] > lengths[k];
  };
  return Uint8Array.from(steps.keys()).filter((k) => isOnward(steps[k], k));
}

/** Voxel of an index, counted from the block's first, without the layer around. */
export function voxelAt({ size }: Grid, index: number): Xyz {
  const x = index % size[0];
  const rest = (index - x) / size[0];
  const y = rest % size[1];
  return [x - 1, y - 1, (rest - y) / size[1] - 1];
}

export const indexAt = ({ size }: Grid, [x, y, z]: Xyz): number =>
  x + 1 + size[0] * (y + 1 + size[1] * (z + 1));
