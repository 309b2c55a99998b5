import type { Xyz } from '../../geometry/index.ts';
import type { Samples } from '../../volume.ts';
import type { Cells } from './cells.ts';

/** The voxel of each cell with the lowest coordinates. */
export function strideCells(source: Samples, size: Xyz, cells: Cells, target: Samples): void {
  let at = 0;
  for (let cz = 0; cz + 1 < cells.z.length; cz++) {
    for (let cy = 0; cy + 1 < cells.y.length; cy++) {
      const row = size[0] * (cells.y[cy] + size[1] * cells.z[cz]);
      for (let cx = 0; cx + 1 < cells.x.length; cx++) target[at++] = source[row + cells.x[cx]];
    }
  }
}

/** One value of each cell, chosen by comparison: min, max, median. Works on bigints as on numbers. */
export function selectCells<T extends number | bigint>(
  { source, size, cells }: { source: ArrayLike<T>; size: Xyz; cells: Cells },
  target: { [index: number]: T },
  choose: (values: T[]) => T,
): void {
  let at = 0;
  const values: T[] = [];
  for (let cz = 1; cz < cells.z.length; cz++) {
    for (let cy = 1; cy < cells.y.length; cy++) {
      for (let cx = 1; cx < cells.x.length; cx++) {
        values.length = 0;
        for (let z = cells.z[cz - 1]; z < cells.z[cz]; z++) {
          for (let y = cells.y[cy - 1]; y < cells.y[cy]; y++) {
            const row = size[0] * (y + size[1] * z);
            for (let x = cells.x[cx - 1]; x < cells.x[cx]; x++) values.push(source[row + x]);
          }
        }
        target[at++] = choose(values);
      }
    }
  }
}

/** NaN loses to every number. */
export function least<T extends number | bigint>(values: T[]): T {
  let best = values[0];
  for (const value of values) if (value < best || Number.isNaN(best)) best = value;
  return best;
}

/** NaN loses to every number. */
export function greatest<T extends number | bigint>(values: T[]): T {
  let best = values[0];
  for (const value of values) if (value > best || Number.isNaN(best)) best = value;
  return best;
}

/** The value in the middle of the sorted ones, the lower of two: always a value that occurs. NaN sorts last. */
export function median<T extends number | bigint>(values: T[]): T {
  values.sort((a, b) => (a < b || Number.isNaN(b) ? -1 : a > b || Number.isNaN(a) ? 1 : 0));
  return values[(values.length - 1) >> 1];
}
