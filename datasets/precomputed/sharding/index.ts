export { chooseSharding } from './choose.ts';
export { encodeShard, type ShardEntry } from './encode-shard.ts';
export { locateKey, type ShardPlace, shardName } from './locate.ts';
export { bitsFor, compressedMortonCode } from './morton.ts';
export { murmurHash64 } from './murmur.ts';
export {
  createShardedReader,
  type ShardedReader,
  type ShardedReaderOptions,
  type ShardGetOptions,
} from './reader.ts';
export {
  parseSharding,
  type ShardEncoding,
  type ShardHash,
  type ShardingSpec,
  shardingJson,
} from './spec.ts';
