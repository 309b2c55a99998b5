import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compressedMortonCode, mortonPosition } from '../../../../datasets/precomputed/sharding/index.ts';

/** Of formats.md 1.5, "Key": point, grid, code. */
const CHECKS: [position: number[], grid: number[], code: bigint][] = [
  [[2, 2, 1], [3, 3, 3], 0b11100n],
  [[1, 2, 0], [2, 3, 1], 0b101n],
  [[5, 5, 0], [8, 8, 2], 0b1100011n],
  [[1131, 411, 177], [1944, 1048, 442], 583460383n],
];

test('formats.md 1.5 Key: check values of the compressed Morton code', () => {
  for (const [position, grid, code] of CHECKS) assert.equal(compressedMortonCode(position, grid), code);
});

test('formats.md 1.5 Worked example: keys of the grid 3 x 2 x 2', () => {
  const cells: [number[], bigint][] = [
    [[0, 0, 0], 0n],
    [[1, 0, 0], 1n],
    [[0, 1, 0], 2n],
    [[1, 1, 0], 3n],
    [[0, 0, 1], 4n],
    [[1, 0, 1], 5n],
    [[0, 1, 1], 6n],
    [[1, 1, 1], 7n],
    [[2, 0, 0], 8n],
    [[2, 1, 0], 10n],
    [[2, 0, 1], 12n],
    [[2, 1, 1], 14n],
  ];
  for (const [position, key] of cells) assert.equal(compressedMortonCode(position, [3, 2, 2]), key);
});

test('codes are taken back to their cells; a code of no cell to none', () => {
  for (const [position, grid, code] of CHECKS) assert.deepEqual(mortonPosition(code, grid), position);
  for (let code = 0n; code < 16n; code++) {
    const position = mortonPosition(code, [3, 2, 2]);
    const isCell = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 10n, 12n, 14n].includes(code);
    assert.equal(position !== undefined, isCell, `${code}`);
    if (position) assert.equal(compressedMortonCode(position, [3, 2, 2]), code);
  }
  assert.equal(mortonPosition(16n, [3, 2, 2]), undefined);
  assert.equal(mortonPosition(2n ** 63n, [3, 2, 2]), undefined);
});
