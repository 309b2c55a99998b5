/**
 * Neuroglancer's own reader of precomputed volumes, sharded or not, as published on npm: it finds, cuts and decodes the
 * chunks. Replaced are the network (by a store), its queue of downloads, and the worker that inflates gzip (by zlib).
 */
import { gunzipSync } from 'node:zlib';
import { PrecomputedVolumeChunkSource } from 'neuroglancer/unstable/datasource/precomputed/backend.js';
import {
  DataEncoding,
  ShardingHashFunction,
  VolumeChunkEncoding,
} from 'neuroglancer/unstable/datasource/precomputed/base.js';
import { boxOf, boxSize, volumeOf, type Xyz } from '../../../datasets/geometry/index.ts';
import { copyBox, createBlock } from '../../../datasets/memory-volume.ts';
import {
  chunkBox,
  chunksIn,
  createChunkGrid,
  type PrecomputedInfo,
} from '../../../datasets/precomputed/index.ts';
import type { Store } from '../../../datasets/stores/index.ts';
import { createSamples, type Samples, samplesFromBytes, type VoxelBlock } from '../../../datasets/volume.ts';
import { decodeByNeuroglancer, type Labels } from './neuroglancer.ts';

export const ORIGIN = 'http://neuroglancer.test/';
export const NOT_CANCELLED = { isCanceled: false, add: () => () => undefined, remove: () => undefined };

/** Neuroglancer's queue decides when to load; here everything is loaded at once. */
export const chunkManager = {
  queueManager: { sources: new Set() },
  recomputeChunkPriorities: { add: () => () => undefined },
  recomputeChunkPrioritiesLate: { add: () => () => undefined },
  addRef: () => chunkManager,
  memoize: {
    get(_: string, make: () => MinishardSource): MinishardSource {
      const source = make();
      const kept = new Map<string, Promise<unknown>>();
      source.getData = (key) => {
        const id = String(key);
        const found = kept.get(id) ?? source.downloadFunction(key, NOT_CANCELLED).then(({ data }) => data);
        kept.set(id, found);
        return found;
      };
      return source;
    },
  },
};

interface MinishardSource {
  downloadFunction(key: unknown, token: unknown): Promise<{ data: unknown }>;
  getData(key: unknown): Promise<unknown>;
}

/** Answers Neuroglancer's only request of its workers that these tests meet. */
class GzipWorker {
  onmessage: ((event: { data: unknown }) => void) | undefined;
  constructor() {
    setTimeout(() => this.onmessage?.({ data: 'ready' }));
  }
  postMessage({ t, id, args }: { t: string; id: number; args: Uint8Array[] }): void {
    const value = t === 'decodeGzip' ? Uint8Array.from(gunzipSync(args[0])) : undefined;
    const error = value ? undefined : `no ${t} here`;
    setTimeout(() => this.onmessage?.({ data: { id, value, error } }));
  }
}

function fetchFrom(store: Store): typeof fetch {
  return async (url, init) => {
    const key = String(url).slice(ORIGIN.length);
    const range = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init?.headers).get('range') ?? '');
    const bytes = await store.get(
      key,
      range ? { range: { begin: Number(range[1]), end: Number(range[2]) + 1 } } : {},
    );
    return new Response(bytes?.slice(), { status: bytes ? (range ? 206 : 200) : 404 });
  };
}

/** The whole first scale as Neuroglancer reads it. @param encoding raw or compressed_segmentation. */
export async function readByNeuroglancer(store: Store, info: PrecomputedInfo): Promise<VoxelBlock> {
  const [scale] = info.scales;
  const bounds = boxOf(scale.voxelOffset, scale.size);
  const grid = createChunkGrid(bounds, scale.chunkSizes[0]);
  const whole = createBlock(info.dataType, scale.size, info.numChannels);
  await withStore(store, async () => {
    const source = openSource(info, scale);
    for (const position of chunksIn(grid)) {
      const box = chunkBox(grid, position);
      const chunk = {
        source,
        chunkGridPosition: Float32Array.from([...position, ...(info.numChannels > 1 ? [0] : [])]),
        data: null as unknown,
      };
      await source.download(chunk, NOT_CANCELLED);
      if (!chunk.data) throw new Error(`Neuroglancer finds no chunk ${position.join(',')}`);
      const data = samplesOf(chunk.data as ArrayBufferView, info, boxSize(box));
      const block = { ...whole, size: boxSize(box), data };
      copyBox({ block, origin: box.begin }, { block: whole, origin: bounds.begin }, box);
    }
  });
  return whole;
}

/** Answers Neuroglancer's requests from a store while `work` runs. */
export async function withStore<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const before = { fetch: globalThis.fetch, Worker: globalThis.Worker };
  Object.assign(globalThis, { fetch: fetchFrom(store), Worker: GzipWorker });
  try {
    return await work();
  } finally {
    Object.assign(globalThis, before);
  }
}

/** The `sharding` of an info as Neuroglancer keeps it. */
export const shardingOf = (json: Record<string, unknown> | undefined) =>
  json && {
    hash:
      json['hash'] === 'identity' ? ShardingHashFunction.IDENTITY : ShardingHashFunction.MURMURHASH3_X86_128,
    preshiftBits: json['preshift_bits'],
    minishardBits: json['minishard_bits'],
    shardBits: json['shard_bits'],
    minishardIndexEncoding:
      json['minishard_index_encoding'] === 'gzip' ? DataEncoding.GZIP : DataEncoding.RAW,
    dataEncoding: json['data_encoding'] === 'gzip' ? DataEncoding.GZIP : DataEncoding.RAW,
  };

export const rpc = {
  getOptionalRef: () => undefined,
  get: () => chunkManager,
  set: () => undefined,
  newId: () => 1,
};

const DATA_TYPES = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'float32'];

function openSource(info: PrecomputedInfo, scale: PrecomputedInfo['scales'][number]) {
  const sharding = shardingOf(scale.sharding);
  const isRaw = scale.encoding === 'raw';
  const encoding = isRaw ? VolumeChunkEncoding.RAW : VolumeChunkEncoding.COMPRESSED_SEGMENTATION;
  const channels = info.numChannels === 1 ? [] : [info.numChannels];
  const upperVoxelBound = Float32Array.from([...scale.size, ...channels]);
  const spec = {
    rank: upperVoxelBound.length,
    dataType: DATA_TYPES.indexOf(info.dataType),
    chunkDataSize: Uint32Array.from([...scale.chunkSizes[0], ...channels]),
    upperVoxelBound,
    lowerVoxelBound: upperVoxelBound.map(() => 0),
    baseVoxelOffset: Float32Array.from([...scale.voxelOffset, ...channels.map(() => 0)]),
  };
  const parameters = { url: ORIGIN + scale.key, encoding, sharding };
  return new PrecomputedVolumeChunkSource(rpc, { spec, parameters, chunkManager: 0, id: 1 });
}

function samplesOf(data: ArrayBufferView, info: PrecomputedInfo, size: Xyz): Samples {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const [{ encoding, compressedSegmentationBlockSize: blockSize }] = info.scales;
  if (encoding !== 'compressed_segmentation' || !blockSize) return samplesFromBytes(info.dataType, bytes);
  const out = createSamples(info.dataType, volumeOf(size) * info.numChannels) as Labels;
  return decodeByNeuroglancer(bytes, out, size, info.numChannels, blockSize);
}
