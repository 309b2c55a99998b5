import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Uint64 } from 'neuroglancer/unstable/util/uint64.js';
import { encodeZIndexCompressed } from 'neuroglancer/unstable/util/zorder.js';
import { mapXyz, xyz } from '../../../../datasets/geometry/index.ts';
import {
  chooseSharding,
  createShardGrid,
  type ShardingSpec,
} from '../../../../datasets/precomputed/sharding/index.ts';
import { createRandom } from '../../support/blocks.ts';

const IDENTITY: ShardingSpec = {
  preshiftBits: 1,
  hash: 'identity',
  minishardBits: 1,
  shardBits: 2,
  minishardIndexEncoding: 'raw',
  dataEncoding: 'raw',
};

test('the worked grid: four shards of the cells that the table of formats.md 1.5 gives', () => {
  const grid = createShardGrid(xyz(3, 2, 2), IDENTITY);
  assert.deepEqual([...grid.cellsPerShard], [2, 2, 1]);
  assert.deepEqual([...grid.gridSize], [2, 1, 2]);
  const boxOfShard = (x: number, z: number) => {
    const { shard, cells } = grid.at(xyz(x, 0, z));
    return [Number(shard), [...cells.begin], [...cells.end]];
  };
  assert.deepEqual(boxOfShard(0, 0), [0, [0, 0, 0], [2, 2, 1]]);
  assert.deepEqual(boxOfShard(0, 1), [1, [0, 0, 1], [2, 2, 2]]);
  assert.deepEqual(boxOfShard(1, 0), [2, [2, 0, 0], [3, 2, 1]]);
  assert.deepEqual(boxOfShard(1, 1), [3, [2, 0, 1], [3, 2, 2]]);
});

test("every cell's shard by Neuroglancer's code is the shard whose box holds it", () => {
  const random = createRandom(11);
  for (let i = 0; i < 200; i++) {
    const gridSize = xyz(1 + random(40), 1 + random(9), 1 + random(70));
    const chosen = chooseSharding(gridSize);
    const total = chosen.preshiftBits + chosen.minishardBits + chosen.shardBits;
    const preshiftBits = Math.min(total, random(6));
    const minishardBits = Math.min(total - preshiftBits, random(4));
    const shardBits = total - preshiftBits - minishardBits;
    const grid = createShardGrid(gridSize, { ...chosen, preshiftBits, minishardBits, shardBits });
    const cell = mapXyz((n) => random(n), gridSize);
    const code = encodeZIndexCompressed(new Uint64(), Uint32Array.from(cell), Uint32Array.from(gridSize));
    const { shard, cells } = grid.at(mapXyz((n, axis) => Math.floor(cell[axis] / n), grid.cellsPerShard));
    assert.equal(shard, BigInt(code.toString()) >> BigInt(preshiftBits + minishardBits));
    for (const axis of [0, 1, 2] as const)
      assert.ok(cells.begin[axis] <= cell[axis] && cell[axis] < cells.end[axis]);
  }
});

test('what would scatter or mix boxes is refused', () => {
  for (const wrong of [{ hash: 'murmurhash3_x86_128' as const }, { shardBits: 1 }])
    assert.throws(() => createShardGrid(xyz(3, 2, 2), { ...IDENTITY, ...wrong }), { tag: 'unsupported' });
});
