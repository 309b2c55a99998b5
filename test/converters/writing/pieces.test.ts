import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chunksOf, cutIntoPieces } from '../../../converters/writing/pieces.ts';
import { boxOf, mapXyz, volumeOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createChunkGrid } from '../../../datasets/precomputed/index.ts';
import { chooseSharding, createShardGrid, shardName } from '../../../datasets/precomputed/sharding/index.ts';
import { createRandom } from '../../datasets/support/blocks.ts';

const gridOf = (cells: Xyz) => createChunkGrid(boxOf(xyz(0, 0, 0), cells), xyz(1, 1, 1));

test('every chunk is in one piece, pieces are within the limit, and none crosses a shard', () => {
  const random = createRandom(5);
  for (let i = 0; i < 100; i++) {
    const cells = xyz(1 + random(20), 1 + random(20), 1 + random(9));
    const spec = chooseSharding(cells);
    const total = spec.preshiftBits + spec.minishardBits + spec.shardBits;
    const preshiftBits = Math.min(total, random(7));
    const small = { ...spec, preshiftBits, minishardBits: 0, shardBits: total - preshiftBits };
    const shards = random(2) ? { spec: small, grid: createShardGrid(cells, small) } : undefined;
    const fitting = 1 + random(30);
    const pieces = cutIntoPieces(gridOf(cells), shards, { chunkBytes: 10, pieceBytes: 10 * fitting + 9 });
    const seen = new Set<string>();
    for (const piece of pieces) {
      assert.ok(chunksOf(piece) <= fitting);
      const { begin, end } = piece.cells;
      for (let z = begin[2]; z < end[2]; z++) {
        for (let y = begin[1]; y < end[1]; y++) {
          for (let x = begin[0]; x < end[0]; x++) {
            assert.ok(!seen.has(`${x},${y},${z}`), 'twice');
            seen.add(`${x},${y},${z}`);
            if (!shards) continue;
            const at = mapXyz((p, axis) => Math.floor(p / shards.grid.cellsPerShard[axis]), xyz(x, y, z));
            assert.equal(piece.shard, shardName(small, shards.grid.at(at).shard));
          }
        }
      }
    }
    assert.equal(seen.size, volumeOf(cells));
  }
});

test('a layer of chunks that fits is one piece: a source of slices is read once', () => {
  const limits = { chunkBytes: 2 ** 18, pieceBytes: 2 ** 25 };
  const pieces = cutIntoPieces(gridOf(xyz(8, 16, 4)), undefined, limits);
  assert.deepEqual(
    pieces.map(({ cells }) => [...cells.begin, ...cells.end]),
    [0, 1, 2, 3].map((z) => [0, 0, z, 8, 16, z + 1]),
  );
  assert.equal(cutIntoPieces(gridOf(xyz(2, 2, 2)), undefined, { chunkBytes: 9, pieceBytes: 1 }).length, 8);
});
