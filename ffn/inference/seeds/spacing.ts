import type { Zyx } from '../../../datasets/geometry/index.ts';

/**
 * Drops points that lie closer than `spacing` to one that was kept before them.
 * @param points flat indices of voxels, best first.
 * @param spacing distance below which (not at which) a point goes: the greatest difference of a coordinate, in voxels.
 * @returns the points that stay, in the same order.
 */
export function dropCrowded(points: readonly number[], shape: Zyx, spacing: number): number[] {
  if (spacing <= 0) return [...points];
  const [, ny, nx] = shape;
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
    if (isCrowded(neighbours(cells, cellOf, [cz, cy, cx]), [z, y, x], spacing)) continue;
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

function isCrowded(others: Iterable<Zyx>, [z, y, x]: Zyx, spacing: number): boolean {
  for (const other of others) {
    const distance = Math.max(Math.abs(other[0] - z), Math.abs(other[1] - y), Math.abs(other[2] - x));
    if (distance < spacing) return true;
  }
  return false;
}
