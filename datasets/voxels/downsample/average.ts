import type { Xyz } from '../../geometry/index.ts';
import type { Samples } from '../../volume.ts';
import { averagePairs } from './average-pairs.ts';
import { arePairs, type Cells } from './cells.ts';

export type NumericSamples = Exclude<Samples, BigUint64Array>;

/**
 * Mean of the voxels that each cell has. Integers are rounded to the nearest, halves to the even neighbour: no drift
 * from scale to scale, as rounding up has. Sums are exact: a cell of 2^21 voxels of 32 bits fits into a double.
 * @param target one sample for each cell, x fastest.
 */
export function averageCells(source: NumericSamples, size: Xyz, cells: Cells, target: NumericSamples): void {
  const planes = [cells.y, cells.z].map((edges) => (arePairs(edges) ? 2 : edgesAreOnes(edges) ? 1 : 0));
  if (
    source instanceof Uint8Array &&
    target instanceof Uint8Array &&
    arePairs(cells.x) &&
    planes.every(Boolean)
  ) {
    averagePairs(source, size, { y: planes[0], z: planes[1] }, target);
    return;
  }
  const rounds = !(source instanceof Float32Array);
  const sums = new Float64Array(size[0]);
  let at = 0;
  for (let cz = 1; cz < cells.z.length; cz++) {
    for (let cy = 1; cy < cells.y.length; cy++) {
      sums.fill(0);
      const rows = addRows(source, size, [cells.y[cy - 1], cells.y[cy], cells.z[cz - 1], cells.z[cz]], sums);
      for (let cx = 1; cx < cells.x.length; cx++) {
        let sum = 0;
        for (let x = cells.x[cx - 1]; x < cells.x[cx]; x++) sum += sums[x];
        const mean = sum / (rows * (cells.x[cx] - cells.x[cx - 1]));
        target[at++] = rounds ? roundHalfEven(mean) : mean;
      }
    }
  }
}

/** Adds all rows of a cell's y and z range. @returns how many. */
function addRows(
  source: NumericSamples,
  [nx, ny]: Xyz,
  [y0, y1, z0, z1]: readonly [number, number, number, number],
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

const edgesAreOnes = (edges: Int32Array): boolean => edges[edges.length - 1] === edges.length - 1;
