import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InvalidDataError } from '../../../datasets/errors.ts';
import { boxOf, boxSize, intersectBoxes, volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import {
  chunkBox,
  chunkName,
  chunksIn,
  createChunkGrid,
  parseChunkName,
} from '../../../datasets/precomputed/index.ts';

test('formats.md 1.2: names are absolute, end-exclusive, cut at the edge, with the sign of negative numbers', () => {
  const grid = createChunkGrid(boxOf(xyz(-64, 100, 0), xyz(100, 64, 33)), xyz(64, 64, 32));
  assert.deepEqual([...grid.gridSize], [2, 1, 2]);
  const names = [...chunksIn(grid)].map((position) => chunkName(chunkBox(grid, position)));
  assert.deepEqual(names, [
    '-64-0_100-164_0-32',
    '0-36_100-164_0-32',
    '-64-0_100-164_32-33',
    '0-36_100-164_32-33',
  ]);
});

test('names can be read back, and nothing else can', () => {
  assert.deepEqual(parseChunkName('-64-0_100-164_-32--16'), { begin: [-64, 100, -32], end: [0, 164, -16] });
  for (const other of ['info', '0-64_0-64', '0-64_0-64_0-64.gz', '0-64_0-64_0-1.5']) {
    assert.equal(parseChunkName(other), undefined);
  }
});

test('a position outside the grid is refused', () => {
  const grid = createChunkGrid(boxOf(xyz(0, 0, 0), xyz(64, 64, 64)), xyz(64, 64, 64));
  for (const position of [xyz(1, 0, 0), xyz(0, -1, 0), xyz(0, 0, 0.5)]) {
    assert.throws(() => chunkBox(grid, position), InvalidDataError);
  }
});

const triple = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min, max }));

test('every voxel lies in exactly one chunk', () => {
  fc.assert(
    fc.property(triple(-50, 50), triple(1, 14), triple(1, 6), (begin, size, chunkSize) => {
      const bounds = boxOf(begin, size);
      const grid = createChunkGrid(bounds, chunkSize);
      const seen = new Set<string>();
      let voxels = 0;
      for (const position of chunksIn(grid)) {
        const box = chunkBox(grid, position);
        assert.deepEqual(parseChunkName(chunkName(box)), { begin: [...box.begin], end: [...box.end] });
        voxels += volumeOf(boxSize(box));
        for (let z = box.begin[2]; z < box.end[2]; z++) {
          for (let y = box.begin[1]; y < box.end[1]; y++) {
            for (let x = box.begin[0]; x < box.end[0]; x++) seen.add(`${x},${y},${z}`);
          }
        }
        assert.ok(intersectBoxes(bounds, box));
      }
      // As many voxels as the volume, and no two the same.
      assert.equal(voxels, volumeOf(size));
      assert.equal(seen.size, volumeOf(size));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('the chunks of a box are those that share a voxel with it', () => {
  fc.assert(
    fc.property(
      triple(-20, 20),
      triple(1, 30),
      triple(1, 9),
      triple(-25, 40),
      triple(1, 30),
      (b, s, c, from, n) => {
        const grid = createChunkGrid(boxOf(b, s), c);
        const wanted = boxOf(from, n);
        const expected = [...chunksIn(grid)].filter((position) =>
          intersectBoxes(chunkBox(grid, position), wanted),
        );
        assert.deepEqual([...chunksIn(grid, wanted)], expected);
      },
    ),
    { seed: 2, numRuns: 100 },
  );
});
