import { type Box, boxSize, mapXyz, volumeOf, type Xyz } from '../../datasets/geometry/index.ts';
import { createChunkGrid } from '../../datasets/precomputed/index.ts';
import { coarseBounds } from '../../datasets/voxels/index.ts';

/** A scale by its geometry. */
export interface ScaleShape {
  readonly bounds: Box;
  readonly voxelSizeNm: Xyz;
}

/** A coarser scale, and how many voxels of the one before it become one. */
export interface ScaleStep extends ScaleShape {
  readonly factors: Xyz;
}

export interface StepOptions {
  /** Voxels of a chunk of the coarser scales. */
  readonly chunkSize: Xyz;
  /** Of every step; default: chosen so that voxels approach cubes. */
  readonly factors?: Xyz;
  /** How many; default until one chunk is left along every axis that is made coarser. */
  readonly count?: number;
}

/**
 * The next step's factors, 1 or 2: an axis is halved where that brings its voxels nearer to the edge that the shortest one
 * will have, as a ratio: voxels shorter than the square root of 2 of the shortest. 4 x 4 x 40 nm becomes 8 x 8 x 40,
 * 16 x 16 x 40, 32 x 32 x 40, 64 x 64 x 80. An axis of one voxel stays as it is.
 */
export function chooseFactors({ bounds, voxelSizeNm }: ScaleShape): Xyz {
  const size = boxSize(bounds);
  const divisible = ([0, 1, 2] as const).filter((axis) => size[axis] > 1);
  const shortest = Math.min(...divisible.map((axis) => voxelSizeNm[axis]));
  return mapXyz((nm, axis) => (size[axis] > 1 && nm < Math.SQRT2 * shortest ? 2 : 1), voxelSizeNm);
}

/**
 * Coarser scales, each made of the one before it. Cells are aligned to coordinate 0: an offset that a factor does not
 * divide leaves a cut cell at the first face, as a size does at the last one, and no scale is shifted against another.
 * @returns none where one chunk is all there is; fewer than `count` where nothing is left to be made coarser.
 */
export function planSteps(
  source: ScaleShape,
  { chunkSize, factors: given, count }: StepOptions,
): ScaleStep[] {
  const steps: ScaleStep[] = [];
  for (let last = source; count === undefined || steps.length < count; ) {
    const factors = given ?? chooseFactors(last);
    const bounds = coarseBounds(last.bounds, factors);
    if (count === undefined && isOneChunk(last.bounds, chunkSize, factors)) break;
    if (volumeOf(boxSize(bounds)) === volumeOf(boxSize(last.bounds))) break;
    const voxelSizeNm = mapXyz((nm, axis) => withoutNoise(nm * factors[axis]), last.voxelSizeNm);
    last = { bounds, voxelSizeNm };
    steps.push({ ...last, factors });
  }
  return steps;
}

/** Whether there is but one chunk along every axis that the factors shorten. */
function isOneChunk(bounds: Box, chunkSize: Xyz, factors: Xyz): boolean {
  const { gridSize } = createChunkGrid(bounds, chunkSize);
  return gridSize.every((n, axis) => n === 1 || factors[axis as 0 | 1 | 2] === 1);
}

/** 3 x 4.4 nm are 13.2 nm, not 13.200000000000001. */
const withoutNoise = (nm: number): number => Number(nm.toPrecision(14));
