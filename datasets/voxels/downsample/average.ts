import type { Xyz } from '../../geometry/index.ts';
import type { Samples } from '../../volume.ts';
import type { Cells } from './cells.ts';
import { type Kernels, simdKernels } from './simd/kernels.ts';
import { runStrips } from './simd/strips.ts';
import { cutCells, type WholeCells, wholeCells } from './simd/whole-cells.ts';

export type NumericSamples = Exclude<Samples, BigUint64Array>;

/** Samples and where their means go: one for each cell, x fastest. */
export interface AverageTask {
  readonly source: NumericSamples;
  readonly target: NumericSamples;
  readonly size: Xyz;
  readonly cells: Cells;
}

/** First and last + 1 along y, then z. */
type RowRange = readonly [number, number, number, number];

/**
 * Mean of the voxels that each cell has. Integers are rounded to the nearest, halves to the even neighbour: no drift
 * from scale to scale, as rounding up has. Sums are exact: a cell of 2^21 voxels of 32 bits fits into a double.
 * @param kernels WebAssembly for bytes in pairs; null runs the loops below, which give the same means.
 */
export function averageCells(task: AverageTask, kernels: Kernels | null = simdKernels()): void {
  const { source, target, size, cells } = task;
  if (kernels && source instanceof Uint8Array && target instanceof Uint8Array) {
    const whole = wholeCells(cells);
    if (whole) {
      runStrips({ source, target, voxelBytes: 1, size, cells }, whole, kernels, kernels.averageRow);
      averageEnds(task, whole);
      return;
    }
  }
  const sums = new Float64Array(size[0]);
  const mean = source instanceof Float32Array ? (value: number) => value : roundHalfEven;
  let at = 0;
  for (let cz = 1; cz < cells.z.length; cz++) {
    for (let cy = 1; cy < cells.y.length; cy++) {
      sums.fill(0);
      const rows = addRows(source, size, [cells.y[cy - 1], cells.y[cy], cells.z[cz - 1], cells.z[cz]], sums);
      for (let cx = 1; cx < cells.x.length; cx++) {
        let sum = 0;
        for (let x = cells.x[cx - 1]; x < cells.x[cx]; x++) sum += sums[x];
        target[at++] = mean(sum / (rows * (cells.x[cx] - cells.x[cx - 1])));
      }
    }
  }
}

/** The cells that the block's ends cut to one voxel along x. */
function averageEnds({ source, target, size, cells }: AverageTask, whole: WholeCells): void {
  const { x, y, z } = cells;
  for (const cx of cutCells(cells, whole)) {
    let at = cx;
    for (let cz = 1; cz < z.length; cz++) {
      for (let cy = 1; cy < y.length; cy++) {
        target[at] = roundHalfEven(meanOfColumn(source, size, x[cx], [y[cy - 1], y[cy], z[cz - 1], z[cz]]));
        at += x.length - 1;
      }
    }
  }
}

function meanOfColumn(source: NumericSamples, [nx, ny]: Xyz, x: number, [y0, y1, z0, z1]: RowRange): number {
  let sum = 0;
  for (let z = z0; z < z1; z++) for (let y = y0; y < y1; y++) sum += source[x + nx * (y + ny * z)];
  return sum / ((y1 - y0) * (z1 - z0));
}

/** Adds all rows of a cell's y and z range. @returns how many. */
function addRows(
  source: NumericSamples,
  [nx, ny]: Xyz,
  [y0, y1, z0, z1]: RowRange,
  sums: Float64Array,
): number {
  for (let z = z0; z < z1; z++) {
    for (let y = y0; y < y1; y++) {
      const row = nx * (y + ny * z);
      for (let x = 0; x < nx; x++) sums[x] += source[row + x];
    }
  }
  return (z1 - z0) * (y1 - y0);
}

/** Nearest whole number, ties to the even one. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
