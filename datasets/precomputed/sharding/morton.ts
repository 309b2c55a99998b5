import { InvalidDataError } from '../../errors.ts';

/** Bits that tell `cells` grid cells apart; 0 for one cell. @param cells a positive integer. */
export function bitsFor(cells: number): number {
  let bits = 0;
  while (2 ** bits < cells) bits++;
  return bits;
}

/**
 * The key of a grid cell: bits of the coordinates interleaved from the lowest, x first, where an axis that has no more
 * bits takes no more part. Source: formats.md 1.5 "Key".
 * @param position of the cell, 0 <= position[d] < gridSize[d]; any rank.
 * @throws InvalidDataError for a position outside, and for grids that need more than 64 bits.
 */
export function compressedMortonCode(position: readonly number[], gridSize: readonly number[]): bigint {
  if (!gridSize.every((n, d) => Number.isSafeInteger(position[d]) && position[d] >= 0 && position[d] < n)) {
    throw new InvalidDataError({
      subject: 'grid position',
      expected: `integers below ${gridSize.join(', ')}`,
      got: position.join(', '),
    });
  }
  const bits = gridSize.map(bitsFor);
  const total = bits.reduce((sum, n) => sum + n, 0);
  if (total > 64) {
    throw new InvalidDataError({ subject: 'grid', expected: 'at most 64 bits of position', got: `${total}` });
  }
  let code = 0n;
  let at = 0n;
  for (let i = 0; i < Math.max(...bits); i++) {
    for (let d = 0; d < gridSize.length; d++) {
      if (i >= bits[d]) continue;
      // Division, because coordinates may be above 2^31.
      if (Math.floor(position[d] / 2 ** i) % 2 === 1) code |= 1n << at;
      at++;
    }
  }
  return code;
}

/**
 * The inverse of `compressedMortonCode`.
 * @returns the cell; undefined where no cell of the grid has this key.
 */
export function mortonPosition(code: bigint, gridSize: readonly number[]): number[] | undefined {
  const bits = gridSize.map(bitsFor);
  const position = gridSize.map(() => 0);
  let rest = code;
  for (let i = 0; i < Math.max(...bits); i++) {
    for (let d = 0; d < gridSize.length; d++) {
      if (i >= bits[d]) continue;
      if (rest & 1n) position[d] += 2 ** i;
      rest >>= 1n;
    }
  }
  return rest === 0n && position.every((p, d) => p < gridSize[d]) ? position : undefined;
}
