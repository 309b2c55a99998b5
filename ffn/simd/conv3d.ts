/** 3x3x3 convolutions of padded grids in the kernels' memory, and their gradients. Addresses are bytes of that memory. */
import { TILE_CHANNELS, TILE_VOXELS } from './conv-kernel.ts';
import { eachGridRow, type Grid, offsetOf } from './grid.ts';
import type { ConvKernels } from './kernels.ts';

const FLOAT = 4;
const TAPS = 27;

/** Where a grid lies. */
export interface PlacedGrid {
  readonly grid: Grid;
  readonly address: number;
}

export interface ConvArguments {
  readonly source: PlacedGrid;
  /** Of the same size. Its border is left as it is: zero. */
  readonly target: PlacedGrid;
  /** [out / 8, kz, ky, kx, in, 8]. */
  readonly weights: number;
  /** [out]. */
  readonly biases: number;
}

/** target = source * weights + biases. */
export function convolve(
  { conv, convOne }: ConvKernels,
  { source, target, weights, biases }: ConvArguments,
): void {
  const { grid } = target;
  const [nx] = [grid.size[2]];
  const { row, plane, channels, voxel } = source.grid;
  const blocks = grid.channels / TILE_CHANNELS;
  const tiles = Math.floor(nx / TILE_VOXELS);
  for (let b = 0; b < blocks; b++) {
    const at = [
      weights + b * TAPS * channels * TILE_CHANNELS * FLOAT,
      biases + b * TILE_CHANNELS * FLOAT,
    ] as const;
    const offset = target.address + b * TILE_CHANNELS * FLOAT;
    eachGridRow(grid, (z, y) => {
      // The first tap of voxel x is the voxel before it, a row and a plane before.
      const from = source.address + offsetOf(source.grid, z - 1, y - 1, -1);
      const to = offset + offsetOf(grid, z, y, 0);
      if (tiles > 0) conv(from, ...at, to, tiles, row, plane);
      const rest = nx - tiles * TILE_VOXELS;
      if (rest === 0) return;
      // A whole tile that ends with the row computes some voxels twice, which is faster than one by one.
      if (tiles > 0) {
        const x = nx - TILE_VOXELS;
        conv(from + x * voxel, ...at, to + x * grid.voxel, 1, row, plane);
      } else convOne(from, ...at, to, rest, row, plane);
    });
  }
}

export interface FilterGradientArguments {
  readonly source: PlacedGrid;
  /** Of the convolution's output. */
  readonly gradient: PlacedGrid;
  /** [kz, ky, kx, in, out], added to. */
  readonly target: number;
}

/** target += the gradient of the weights: over all voxels, input at each tap times gradient of the output. */
export function addFilterGradient(
  { filterGradient }: ConvKernels,
  { source, gradient, target }: FilterGradientArguments,
): void {
  const { grid } = gradient;
  const tapRow = 3 * source.grid.channels * grid.channels * FLOAT;
  eachGridRow(grid, (z, y) => {
    const from = source.address + offsetOf(source.grid, z - 1, y - 1, -1);
    const outputs = gradient.address + offsetOf(grid, z, y, 0);
    for (let kz = 0; kz < 3; kz++) {
      for (let ky = 0; ky < 3; ky++) {
        const input = from + kz * source.grid.plane + ky * source.grid.row;
        filterGradient(input, outputs, target + (kz * 3 + ky) * tapRow, grid.size[2]);
      }
    }
  });
}
