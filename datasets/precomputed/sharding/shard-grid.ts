import { UnsupportedError } from '../../errors.ts';
import { type Box, boxOf, mapXyz, type Xyz, xyz } from '../../geometry/index.ts';
import { locateKey } from './locate.ts';
import { bitsFor, compressedMortonCode } from './morton.ts';
import type { ShardingSpec } from './spec.ts';

/** The chunks of one shard of a volume. */
export interface ShardCells {
  readonly shard: bigint;
  /** Grid positions, a box: whole but at the far faces. */
  readonly cells: Box;
}

/** How the shards of a volume divide its grid of chunks. */
export interface ShardGrid {
  /** Chunks of a whole shard, per axis. */
  readonly cellsPerShard: Xyz;
  /** Shards per axis. */
  readonly gridSize: Xyz;
  /** @param position of the shard, from (0, 0, 0). */
  at(position: Xyz): ShardCells;
}

/**
 * Shards as boxes of chunks: the low bits of a compressed Morton code are low bits of each coordinate, so the chunks
 * that share the high ones are a box. Source: formats.md 1.5.
 * @param gridSize chunks per axis.
 * @throws UnsupportedError for the murmur hash, which scatters neighbours, and where two boxes would share a shard.
 */
export function createShardGrid(gridSize: Xyz, spec: ShardingSpec): ShardGrid {
  const bits = mapXyz(bitsFor, gridSize);
  const total = bits[0] + bits[1] + bits[2];
  const inShard = Math.min(total, spec.preshiftBits + spec.minishardBits);
  if (spec.hash !== 'identity' || total > spec.preshiftBits + spec.minishardBits + spec.shardBits) {
    throw new UnsupportedError({
      subject: 'sharding of a volume',
      expected: `hash identity and at least ${total} bits in all`,
      got: `${spec.hash}, ${spec.preshiftBits} + ${spec.minishardBits} + ${spec.shardBits} bits`,
    });
  }
  const cellsPerShard = mapXyz((n) => 2 ** n, lowBits(bits, inShard));
  const shards = mapXyz((n, axis) => Math.ceil(n / cellsPerShard[axis]), gridSize);
  return {
    cellsPerShard,
    gridSize: shards,
    at(position) {
      const begin = mapXyz((p, axis) => p * cellsPerShard[axis], position);
      const size = mapXyz((n, axis) => Math.min(n, gridSize[axis] - begin[axis]), cellsPerShard);
      const { shard } = locateKey(spec, compressedMortonCode(begin, gridSize));
      return { shard, cells: boxOf(begin, size) };
    },
  };
}

/** How many of the lowest `count` bits of the code belong to each axis. */
function lowBits(bits: Xyz, count: number): Xyz {
  const taken: [number, number, number] = [0, 0, 0];
  let left = count;
  for (let i = 0; left > 0 && i < Math.max(...bits); i++) {
    for (const axis of [0, 1, 2] as const) {
      if (i >= bits[axis] || left === 0) continue;
      taken[axis]++;
      left--;
    }
  }
  return xyz(...taken);
}
