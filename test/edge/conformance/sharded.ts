/** Sharded data, byte by byte from the format's description: no writer of ours has a part in it. */
import { gzipSync } from 'node:zlib';
import { WORKED_SHARD, WORKED_SHARDING } from '../../datasets/precomputed/sharding/worked-shard.ts';

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const u64 = (...values: number[]) => new Uint8Array(BigUint64Array.from(values, (n) => BigInt(n)).buffer);
const join = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts));

/** One minishard, one object: shard index, what lies before the object, the object, the minishard index. */
function shardOf(key: number, lead: Uint8Array, object: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = lead.length + object.length;
  return join(u64(at, at + 24), lead, object, u64(key, lead.length, object.length));
}

const ONE = { ...WORKED_SHARDING, preshift_bits: 0, minishard_bits: 0, shard_bits: 0 };

/** Two levels, fragments of 5 and 4 and of 6 bytes. */
export const FRAGMENTS = text('level0FRAGMENTS');
const MANIFEST = join(
  new Uint8Array(Float32Array.from([1, 1, 1, 0, 0, 0]).buffer),
  new Uint8Array(Uint32Array.from([2]).buffer),
  new Uint8Array(Float32Array.from([1, 2, 0, 0, 0, 0, 0, 0]).buffer),
  new Uint8Array(Uint32Array.from([2, 1, 0, 1, 0, 0, 0, 0, 5, 4, 0, 0, 0, 6]).buffer),
);
export const CHUNK = text('a chunk that is stored compressed');

const scale = (key: string, size: readonly number[], more: object) => ({
  ...{ key, size, voxel_offset: [0, 0, 0], resolution: [8, 8, 8], chunk_sizes: [[1, 1, 1]], encoding: 'raw' },
  ...more,
});

const json = (value: unknown) => text(JSON.stringify(value));

/** The worked example's keys 0 to 3 are a row of four chunks; scale `two` is one chunk, compressed. */
export const SHARDED = {
  'vol@1/info': json({
    '@type': 'neuroglancer_multiscale_volume',
    ...{ type: 'image', data_type: 'uint8', num_channels: 1, mesh: 'mesh', note: 'kept' },
    scales: [
      scale('row', [4, 1, 1], { sharding: WORKED_SHARDING }),
      scale('two', [1, 1, 1], { sharding: { ...ONE, data_encoding: 'gzip' } }),
      scale('plain', [1, 1, 1], {}),
    ],
  }),
  'vol@1/row/0.shard': new Uint8Array(WORKED_SHARD),
  'vol@1/two/0.shard': shardOf(0, text(''), gzipSync(CHUNK)),
  'vol@1/plain/0-1_0-1_0-1': text('P'),
  'vol@1/mesh/info': json({
    ...{ '@type': 'neuroglancer_multilod_draco', vertex_quantization_bits: 10, lod_scale_multiplier: 1 },
    sharding: ONE,
  }),
  'vol@1/mesh/0.shard': shardOf(77, join(text('..'), FRAGMENTS), MANIFEST),
  'vol@1/points/info': json({
    ...{ '@type': 'neuroglancer_annotations_v1', annotation_type: 'point', note: 'kept' },
    ...{ dimensions: { x: [8e-9, 'm'] }, lower_bound: [0], upper_bound: [9], properties: [] },
    by_id: { key: 'by_id', sharding: ONE },
    relationships: [
      { id: 'cell', key: 'cells', sharding: ONE },
      { id: 'body', key: 'bodies' },
    ],
    spatial: [
      { key: 'spatial/0', grid_shape: [1, 1, 1], chunk_size: [9, 9, 9], limit: 1 },
      { key: 'spatial/1', grid_shape: [2, 1, 4], chunk_size: [5, 9, 3], limit: 9, sharding: ONE },
    ],
  }),
  'vol@1/points/by_id/0.shard': shardOf(42, text(''), text('annotation 42')),
  'vol@1/points/cells/0.shard': shardOf(7, text('.'), text('those of cell 7')),
  'vol@1/points/bodies/8': text('those of body 8'),
  'vol@1/points/spatial/0/0_0_0': text('coarse'),
  // Bits of the cell (1, 0, 2) from the lowest: x 1, z 0, z 1.
  'vol@1/points/spatial/1/0.shard': shardOf(0b101, text(''), text('fine, cell 1 0 2')),
  'vol@1/skeletons/info': json({ '@type': 'neuroglancer_skeletons', sharding: WORKED_SHARDING }),
  'vol@1/skeletons/0.shard': new Uint8Array(WORKED_SHARD),
} satisfies Record<string, Uint8Array<ArrayBuffer>>;

export { MANIFEST };

/** What a host without ranges can be given: no levels of detail, no annotations in shards. */
export const FOR_PLAIN_HOSTS = Object.fromEntries(
  Object.entries(SHARDED).filter(([key]) => !/^vol@1\/(mesh|points)\//.test(key)),
);
