/** Connected components of equal labels, by union-find over runs: labels come in runs along x. */
import { InvalidDataError } from '../errors.ts';
import { volumeOf, type Xyz } from '../geometry/index.ts';
import { findRuns, joinRows, type Runs } from './runs.ts';

/** Voxels that touch by a face, by an edge, too, or by a corner, too: 6, 18 or 26 neighbours. */
export type Connectivity = 1 | 2 | 3;

export interface Components {
  /** 1, 2, … by the first voxel of each component, x fastest; 0 stays 0. */
  readonly components: Uint32Array;
  /** How many there are. */
  readonly count: number;
  /** Index of the first voxel of each component, by its number; firsts[0] means nothing. */
  readonly firsts: Uint32Array;
  /** Voxels of each component, by its number. */
  readonly voxels: Uint32Array;
}

/**
 * Splits labels into their connected parts: voxels are in one component where a path of equal labels joins them.
 * @param labels x fastest; 0 is background.
 * @param size voxels per axis (x, y, z), below 2^32 in all. Holds four bytes a voxel, and eight bytes a run along x.
 * @throws InvalidDataError where the labels do not have `size`.
 */
export function connectedComponents(
  labels: ArrayLike<number> | BigUint64Array,
  size: Xyz,
  connectivity: Connectivity = 1,
): Components {
  if (labels.length !== volumeOf(size)) {
    throw new InvalidDataError({
      subject: 'connected components',
      expected: `${size.join(' x ')} = ${volumeOf(size)} labels`,
      got: `${labels.length}`,
    });
  }
  const runs = findRuns(labels, size);
  joinNeighbours(runs, size, connectivity);
  return numberRuns(runs, labels.length);
}

/** Each pair of rows that touch is looked at once: those that come before a row. */
function joinNeighbours(runs: Runs, [, ny, nz]: Xyz, connectivity: Connectivity): void {
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = y + ny * z;
      for (const [dy, dz] of EARLIER_ROWS) {
        if (y + dy < 0 || y + dy >= ny || z + dz < 0) continue;
        const steps = Math.abs(dy) + Math.abs(dz);
        if (steps <= connectivity) joinRows(runs, row, row + dy + ny * dz, steps < connectivity);
      }
    }
  }
}

const EARLIER_ROWS = [
  [-1, 0],
  [0, -1],
  [-1, -1],
  [1, -1],
] as const;

function numberRuns(runs: Runs, length: number): Components {
  const { begins, count: runCount, parents, lows, highs } = runs;
  const components = new Uint32Array(length);
  const numbers = new Uint32Array(runCount);
  let [firsts, voxels] = [new Uint32Array(1024), new Uint32Array(1024)];
  let count = 0;
  for (let run = 0; run < runCount; run++) {
    if (lows[run] === 0 && highs[run] === 0) continue;
    const begin = begins[run]!;
    const end = begins[run + 1]!;
    // A parent is an earlier run of the same component, or, in the first one, the run itself: its number is there.
    const parent = parents[run]!;
    if (parent === run) {
      if (++count === firsts.length) [firsts, voxels] = [doubled(firsts), doubled(voxels)];
      numbers[run] = count;
      firsts[count] = begin;
    }
    const number = numbers[parent]!;
    numbers[run] = number;
    voxels[number]! += end - begin;
    for (let i = begin; i < end; i++) components[i] = number;
  }
  return { components, count, firsts: firsts.slice(0, count + 1), voxels: voxels.slice(0, count + 1) };
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
