/** Datasets to inspect and to damage. */
import { meshDataset } from '../../../converters/jobs/index.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import {
  compressedMortonCode,
  encodeShard,
  parseSharding,
} from '../../../datasets/precomputed/sharding/index.ts';
import { createMemoryStore, type MemoryStore, type WritableStore } from '../../../datasets/stores/index.ts';

export const SIZE = xyz(6, 6, 6);

/** 6x6x6 labels at (10, 20, 30), 4x4x40 nm: a box of 7, one voxel of 2^60 + 1; eight chunks, cut at the edge. */
export function labels() {
  const data = new BigUint64Array(216);
  const put = (x: number, y: number, z: number, label: bigint) => {
    data[x + 6 * (y + 6 * z)] = label;
  };
  for (let z = 1; z < 3; z++) for (let y = 1; y < 4; y++) for (let x = 1; x < 3; x++) put(x, y, z, 7n);
  put(5, 5, 5, 2n ** 60n + 1n);
  return createMemoryVolume(
    { dataType: 'uint64', size: SIZE, numChannels: 1, data },
    { origin: xyz(10, 20, 30), voxelSizeNm: xyz(4, 4, 40) },
  );
}

export async function writeMeshed(store: WritableStore): Promise<void> {
  const spec = {
    type: 'segmentation',
    encoding: 'compressed_segmentation',
    chunkSize: xyz(4, 4, 4),
  } as const;
  await writePrecomputed(store, spec, labels());
  await meshDataset(store, { format: 'legacy', maxErrorNm: 0 });
}

/** Labels in eight chunks with their meshes. */
export async function meshed(): Promise<MemoryStore> {
  const store = createMemoryStore('ds');
  await writeMeshed(store);
  return store;
}

export const textOf = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));

export async function readJson(store: MemoryStore, key: string): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(await store.get(key))) as Record<string, unknown>;
}

/** A store with some objects changed, others (undefined) taken away. */
export async function changed(
  store: MemoryStore,
  changes: Readonly<Record<string, Uint8Array | undefined>>,
): Promise<MemoryStore> {
  const entries: [string, Uint8Array][] = [];
  for await (const key of store.list('')) {
    const bytes = Object.hasOwn(changes, key) ? changes[key] : await store.get(key);
    if (bytes) entries.push([key, bytes]);
  }
  const added = Object.entries(changes).filter((e): e is [string, Uint8Array] => e[1] !== undefined);
  return createMemoryStore(store.name, [...entries, ...added]);
}

/** The same chunks in one shard of raw uint8: every voxel has the number of its chunk. */
export async function sharded(leaveOut: readonly Xyz[] = []): Promise<MemoryStore> {
  const sharding = {
    '@type': 'neuroglancer_uint64_sharded_v1',
    preshift_bits: 1,
    hash: 'identity',
    minishard_bits: 1,
    shard_bits: 0,
  };
  const info = {
    type: 'image',
    data_type: 'uint8',
    num_channels: 1,
    scales: [
      {
        key: 's',
        size: [4, 4, 4],
        resolution: [1, 1, 1],
        chunk_sizes: [[2, 2, 2]],
        encoding: 'raw',
        sharding,
      },
    ],
  };
  const spec = parseSharding(sharding, 'sharding');
  const entries = [];
  for (let z = 0; z < 2; z++) {
    for (let y = 0; y < 2; y++) {
      for (let x = 0; x < 2; x++) {
        if (leaveOut.some((p) => p.join() === `${x},${y},${z}`)) continue;
        const key = compressedMortonCode([x, y, z], [2, 2, 2]);
        entries.push({ key, bytes: new Uint8Array(8).fill(Number(key)) });
      }
    }
  }
  return createMemoryStore('ds', [
    ['info', textOf(info)],
    ['s/0.shard', await encodeShard(spec, entries)],
  ]);
}
