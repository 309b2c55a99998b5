/** A scale of chunks in shards by the usual rule, as `convert --sharded` writes it. */
import { randomBytes } from 'node:crypto';
import { chooseSharding, encodeShard, shardingJson } from '../../../datasets/precomputed/sharding/index.ts';

const CHUNK_BYTES = 32_768;
export const CHUNKS = 128;
export const SPEC = chooseSharding([CHUNKS, 1, 1]);

/** Files of the dataset `v@1`: `info`, and 128 chunks of 32 kB in one minishard of `s/0.shard`. */
export async function shardedScale(): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  // Of the size of compressed labels, and as compressible as those are.
  const entries = Array.from({ length: CHUNKS }, (_, i) => ({
    key: BigInt(i),
    bytes: new Uint8Array(randomBytes(CHUNK_BYTES)),
  }));
  const place = { key: 's', size: [CHUNKS, 1, 1], resolution: [1, 1, 1], voxel_offset: [0, 0, 0] };
  const scale = { ...place, chunk_sizes: [[1, 1, 1]], encoding: 'raw', sharding: shardingJson(SPEC) };
  const info = { type: 'image', data_type: 'uint8', num_channels: 1, scales: [scale] };
  return {
    'v@1/info': new TextEncoder().encode(JSON.stringify(info)),
    'v@1/s/0.shard': new Uint8Array(await encodeShard(SPEC, entries)),
  };
}

/** Path of a chunk as a whole object. */
export const wholeChunk = (x: number): string => `/u/v@1/s/${x}-${x + 1}_0-1_0-1`;
