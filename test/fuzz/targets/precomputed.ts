import { decodeInfo, encodeInfo, parseInfo } from '../../../datasets/precomputed/index.ts';
import {
  decodeLegacyFragment,
  decodeLegacyManifest,
  encodeLegacyFragment,
  encodeLegacyManifest,
} from '../../../datasets/precomputed/meshes/index.ts';
import {
  createShardedReader,
  encodeShard,
  parseSharding,
  type ShardingSpec,
  walkShard,
} from '../../../datasets/precomputed/sharding/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { text } from '../../datasets/support/blocks.ts';
import type { FuzzTarget } from '../target.ts';

const SHARDING = {
  '@type': 'neuroglancer_uint64_sharded_v1',
  preshift_bits: 1,
  hash: 'identity',
  minishard_bits: 1,
  shard_bits: 0,
  minishard_index_encoding: 'raw',
  data_encoding: 'raw',
};
const SCALE = {
  key: '8_8_40',
  size: [100, 200, 30],
  resolution: [8, 8, 40.5],
  voxel_offset: [-10, 0, 7],
  chunk_sizes: [[64, 64, 16]],
  encoding: 'compressed_segmentation',
  compressed_segmentation_block_size: [8, 8, 8],
};
const INFO = {
  '@type': 'neuroglancer_multiscale_volume',
  type: 'segmentation',
  data_type: 'uint64',
  num_channels: 1,
  scales: [SCALE, { ...SCALE, key: '16', sharding: SHARDING }],
  mesh: 'mesh',
};
const JPEG = {
  ...INFO,
  type: 'image',
  data_type: 'uint8',
  scales: [{ ...SCALE, encoding: 'jpeg', jpeg_quality: 80 }],
};

const ENTRIES = ['AAAA', 'BBB', 'CC', 'DDDDD'].map((s, i) => ({ key: BigInt(i), bytes: text(s) }));

async function shardTarget(name: string, share: number, spec: ShardingSpec): Promise<FuzzTarget> {
  return {
    name,
    share,
    seeds: [await encodeShard(spec, ENTRIES)],
    decode: async (bytes) => {
      const store = createMemoryStore('fuzz', [['s/0.shard', bytes]]);
      const reader = createShardedReader(store, 's', spec);
      for await (const { error } of walkShard(store, 's/0.shard', spec)) if (error) throw error;
      for (const { key } of ENTRIES) await reader.get(key, { maxBytes: 1 << 16 });
    },
  };
}

export async function precomputedTargets(): Promise<FuzzTarget[]> {
  const raw = parseSharding(SHARDING, 'fuzz');
  const gzipped = { ...raw, minishardIndexEncoding: 'gzip', dataEncoding: 'gzip' } as const;
  const fragment = encodeLegacyFragment({
    positionsNm: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
    indices: Uint32Array.of(0, 1, 2),
  });
  return [
    {
      name: 'info',
      share: 30,
      seeds: [encodeInfo(parseInfo(INFO, 'fuzz')), text(JSON.stringify(JPEG))],
      isText: true,
      decode: (bytes) => decodeInfo(bytes, 'fuzz'),
    },
    await shardTarget('shard', 24, raw),
    { ...(await shardTarget('shard, gzipped', 1, gzipped)), isChecked: true },
    {
      name: 'mesh fragment',
      share: 10,
      seeds: [fragment],
      decode: (bytes) => decodeLegacyFragment(bytes, 'fuzz'),
    },
    {
      name: 'mesh manifest',
      share: 10,
      seeds: [encodeLegacyManifest(['1:0:a', '1:0:b'])],
      isText: true,
      decode: (bytes) => decodeLegacyManifest(bytes, 'fuzz'),
    },
  ];
}
