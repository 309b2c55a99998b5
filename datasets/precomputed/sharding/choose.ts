import { bitsFor } from './morton.ts';
import type { ShardingSpec } from './spec.ts';

/** 8 x 8 x 8 neighbours in one minishard, 4 x 4 x 4 minishards in one shard. Source: formats.md 1.5. */
const PRESHIFT_BITS = 9;
const MINISHARD_BITS = 6;

/**
 * Sharding of a volume by the usual rule: neighbours together, at most 2^15 chunks a shard.
 * @param gridSize chunks per axis.
 */
export function chooseSharding(gridSize: readonly number[]): ShardingSpec {
  const total = gridSize.reduce((sum, cells) => sum + bitsFor(cells), 0);
  const preshiftBits = Math.min(PRESHIFT_BITS, total);
  const minishardBits = Math.min(MINISHARD_BITS, total - preshiftBits);
  return {
    preshiftBits,
    hash: 'identity',
    minishardBits,
    shardBits: total - preshiftBits - minishardBits,
    minishardIndexEncoding: 'gzip',
    dataEncoding: 'gzip',
  };
}
