import type { Xyz } from '../../geometry/index.ts';

/** Rows of a cell: 1 or 2 along y and z. */
export interface RowsOfCell {
  readonly y: number;
  readonly z: number;
}

/** One row of cells to fill. */
interface Run {
  readonly source: Uint8Array;
  readonly target: Uint8Array;
  /** Index of its first cell in the target. */
  readonly at: number;
  readonly count: number;
}

/**
 * `averageCells` for bytes in whole cells of 2 voxels along x and 1 or 2 along y and z: sums fit 11 bits, and the
 * division is a shift.
 */
export function averagePairs(source: Uint8Array, size: Xyz, rows: RowsOfCell, target: Uint8Array): void {
  const [nx, ny, nz] = size;
  const count = nx >> 1;
  const [right, up] = [rows.y === 2 ? nx : 0, rows.z === 2 ? nx * ny : 0];
  let at = 0;
  for (let z = 0; z < nz; z += rows.z) {
    for (let y = 0; y < ny; y += rows.y) {
      const run = { source, target, at, count };
      const first = nx * (y + ny * z);
      if (right && up) ofEight(run, first, right, up);
      else if (right || up) ofFour(run, first, right + up);
      else ofTwo(run, first);
      at += count;
    }
  }
}

/** Halves go to the even neighbour: adding 3, and 1 more where the floor is odd, then cutting, does that. */
function ofEight({ source, target, at, count }: Run, first: number, right: number, up: number): void {
  let [a, b, c, d] = [first, first + right, first + up, first + right + up];
  for (let i = 0; i < count; i++) {
    const sum =
      source[a] +
      source[a + 1] +
      source[b] +
      source[b + 1] +
      source[c] +
      source[c + 1] +
      source[d] +
      source[d + 1];
    target[at + i] = (sum + 3 + ((sum >> 3) & 1)) >> 3;
    a += 2;
    b += 2;
    c += 2;
    d += 2;
  }
}

function ofFour({ source, target, at, count }: Run, first: number, other: number): void {
  let [a, b] = [first, first + other];
  for (let i = 0; i < count; i++) {
    const sum = source[a] + source[a + 1] + source[b] + source[b + 1];
    target[at + i] = (sum + 1 + ((sum >> 2) & 1)) >> 2;
    a += 2;
    b += 2;
  }
}

function ofTwo({ source, target, at, count }: Run, first: number): void {
  let a = first;
  for (let i = 0; i < count; i++) {
    const sum = source[a] + source[a + 1];
    target[at + i] = (sum + ((sum >> 1) & 1)) >> 1;
    a += 2;
  }
}
