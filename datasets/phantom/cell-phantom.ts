import { InvalidDataError } from '../errors.ts';
import { type Xyz, xyz } from '../geometry/index.ts';
import { createBlock } from '../memory-volume.ts';
import type { VoxelBlock } from '../volume.ts';
import { labelCells } from './cells.ts';
import { hashPoint, jitter } from './hash.ts';

export interface CellPhantomOptions {
  /** Voxels per axis, at least 32 each. */
  readonly size: Xyz;
  /** An integer; another seed gives another volume. */
  readonly seed: number;
}

/** A synthetic volume and its truth. */
export interface CellPhantom {
  /** uint8: cells bright (171 to 197), membranes dark (61 to 89). */
  readonly image: VoxelBlock;
  /** uint32: 1 and up in cells, 0 in membranes, which are at least 3 voxels thick. */
  readonly labels: VoxelBlock;
  readonly voxelSizeNm: Xyz;
}

const VOXEL_SIZE_NM = xyz(8, 8, 8);
const LEAST_SIZE_VOXELS = 32;

const CELL_LEVEL = 184;
const MEMBRANE_LEVEL = 75;
/** Largest deviation from the level by the slow texture, and by each voxel's own noise. */
const TEXTURE_REACH = 7;
const NOISE_REACH = 6;
const MEMBRANE_NOISE_REACH = 14;
/** Distance of the texture's nodes. */
const TEXTURE_VOXELS = 8;

/**
 * A deterministic synthetic electron-microscopy volume: bright cells, dark membranes, mild noise. Integer
 * arithmetic only, so the bytes are the same on every machine.
 * @throws InvalidDataError for sizes below 32 or a seed that is not an integer.
 */
export function createCellPhantom({ size, seed }: CellPhantomOptions): CellPhantom {
  if (!size.every((n) => Number.isInteger(n) && n >= LEAST_SIZE_VOXELS) || !Number.isInteger(seed)) {
    throw new InvalidDataError({
      subject: 'phantom',
      expected: `integer sizes from ${LEAST_SIZE_VOXELS} on and an integer seed`,
      got: `${size.join(' x ')}, seed ${seed}`,
    });
  }
  const labels = labelCells(size, seed);
  return { image: paint(labels, seed), labels, voxelSizeNm: VOXEL_SIZE_NM };
}

function paint(labels: VoxelBlock, seed: number): VoxelBlock {
  const { size } = labels;
  const image = createBlock('uint8', size);
  let i = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, i++) {
        image.data[i] =
          labels.data[i] === 0
            ? MEMBRANE_LEVEL + jitter(hashPoint(seed + 10, x, y, z), MEMBRANE_NOISE_REACH)
            : CELL_LEVEL + texture(seed + 11, x, y, z) + jitter(hashPoint(seed + 12, x, y, z), NOISE_REACH);
      }
    }
  }
  return image;
}

/** Value noise: random numbers at nodes, trilinear between, rounded towards zero; within `TEXTURE_REACH`. */
function texture(seed: number, x: number, y: number, z: number): number {
  const n = TEXTURE_VOXELS;
  const [gx, gy, gz] = [Math.floor(x / n), Math.floor(y / n), Math.floor(z / n)];
  const [fx, fy, fz] = [x - gx * n, y - gy * n, z - gz * n];
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [cx, cy, cz] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight = (cx ? fx : n - fx) * (cy ? fy : n - fy) * (cz ? fz : n - fz);
    sum += weight * jitter(hashPoint(seed, gx + cx, gy + cy, gz + cz), TEXTURE_REACH);
  }
  return Math.trunc(sum / (n * n * n));
}
