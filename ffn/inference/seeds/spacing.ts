import type { Zyx } from '../../../datasets/geometry/index.ts';

/** How far apart two points are: the greatest difference of a coordinate, or as the crow flies. */
export type Norm = 'greatest' | 'euclidean';

/**
 * Drops points that lie closer than `spacing` to one that was kept before them.
 * @param points flat indices of voxels, best first.
 * @param spacing distance below which (not at which) a point goes, in voxels.
 * @returns the points that stay, in the same order.
 */
export function dropCrowded(
  points: readonly number[],
  shape: Zyx,
  spacing: number,
  norm: Norm = 'greatest',
): number[] {
  if (spacing <= 0) return [...points];
  const [, ny, nx] = shape;
  const isCloser = norm === 'greatest' ? greatestBelow(spacing) : lengthBelow(spacing);
  const cells = new Map<number, Zyx[]>();
  const cellsY = Math.ceil(ny / spacing) + 2;
  const cellsX = Math.ceil(nx / spacing) + 2;
  const cellOf = (z: number, y: number, x: number) => (z * cellsY + y) * cellsX + x;
  const kept: number[] = [];
  for (const point of points) {
    const x = point % nx;
    const y = ((point - x) / nx) % ny;
    const z = Math.floor(point / (nx * ny));
    // One cell of slack on each side, so that neighbours never wrap into another row.
    const [cz, cy, cx] = [z, y, x].map((v) => Math.floor(v / spacing) + 1);
    if (isCrowded(neighbours(cells, cellOf, [cz, cy, cx]), [z, y, x], isCloser)) continue;
    kept.push(point);
    const cell = cellOf(cz, cy, cx);
    const members = cells.get(cell);
    if (members) members.push([z, y, x]);
    else cells.set(cell, [[z, y, x]]);
  }
  return kept;
}

function* neighbours(
  cells: ReadonlyMap<number, Zyx[]>,
  cellOf: (z: number, y: number, x: number) => number,
  [cz, cy, cx]: Zyx,
): Generator<Zyx> {
  for (let z = cz - 1; z <= cz + 1; z++) {
    for (let y = cy - 1; y <= cy + 1; y++) {
      for (let x = cx - 1; x <= cx + 1; x++) yield* cells.get(cellOf(z, y, x)) ?? [];
    }
  }
}

type Test = (dz: number, dy: number, dx: number) => boolean;

const greatestBelow =
  (spacing: number): Test =>
  (dz, dy, dx) =>
    Math.max(Math.abs(dz), Math.abs(dy), Math.abs(dx)) < spacing;

const lengthBelow =
  (spacing: number): Test =>
  (dz, dy, dx) =>
    dz * dz + dy * dy + dx * dx < spacing * spacing;

function isCrowded(others: Iterable<Zyx>, [z, y, x]: Zyx, isCloser: Test): boolean {
  for (const other of others) if (isCloser(other[0] - z, other[1] - y, other[2] - x)) return true;
  return false;
}
