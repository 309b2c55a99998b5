export { chooseObjectSharding, chooseSharding } from './choose.ts';
export { type EncodeShardOptions, encodeShard, type ShardEntry } from './encode-shard.ts';
export { type Compress, type LayOutOptions, layOutShard, type StoredObject } from './lay-out-shard.ts';
export { locateKey, type ShardPlace, shardIndexBytes, shardName } from './locate.ts';
export { bitsFor, compressedMortonCode, mortonPosition } from './morton.ts';
export { murmurHash64 } from './murmur.ts';
export {
  createShardedReader,
  type ShardedReader,
  type ShardedReaderOptions,
  type ShardGetOptions,
} from './reader.ts';
export { createShardGrid, type ShardCells, type ShardGrid } from './shard-grid.ts';
export {
  parseSharding,
  type ShardEncoding,
  type ShardHash,
  type ShardingSpec,
  shardingJson,
} from './spec.ts';
export { type Minishard, walkShard } from './walk.ts';
