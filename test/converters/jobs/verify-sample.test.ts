import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samplePositions } from '../../../converters/jobs/verify-sample.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { createChunkGrid } from '../../../datasets/precomputed/index.ts';

const grid = createChunkGrid(boxOf(xyz(5, 6, 7), xyz(1000, 800, 600)), xyz(10, 10, 10));

test('different positions in the grid, from all of it, the same each time', () => {
  const positions = [...samplePositions(grid, 600)];
  assert.equal(new Set(positions.map(String)).size, 600);
  assert.ok(positions.every(([x, y, z]) => x >= 0 && x < 100 && y >= 0 && y < 80 && z >= 0 && z < 60));
  for (let z = 0; z < 60; z++) assert.equal(positions.filter((p) => p[2] === z).length, 10);
  assert.ok(new Set(positions.map((p) => p[0])).size > 50, 'spread in x');
  assert.deepEqual([...samplePositions(grid, 600)], positions);
});

test('no more than there are', () => {
  assert.equal([...samplePositions(grid, 1e9)].length, 480_000);
  assert.equal([...samplePositions(grid, Number.POSITIVE_INFINITY)].length, 480_000);
  assert.equal([...samplePositions(grid, 1)].length, 1);
});
