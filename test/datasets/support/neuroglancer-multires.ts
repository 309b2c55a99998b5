/**
 * Neuroglancer's own reader of multi-resolution meshes, sharded or not, as published on npm: it finds and decodes manifests,
 * builds and checks their octrees, and decodes Draco. Replaced are the network (by a store) and the worker that inflates.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrecomputedMultiscaleMeshSource } from 'neuroglancer/unstable/datasource/precomputed/backend.js';
import { decodeDracoPartitioned } from 'neuroglancer/unstable/mesh/draco/index.js';
import { validateOctree } from 'neuroglancer/unstable/mesh/multiscale.js';
import { Uint64 } from 'neuroglancer/unstable/util/uint64.js';
import type { Store } from '../../../datasets/stores/index.ts';
import { NOT_CANCELLED, ORIGIN, rpc, shardingOf, withStore } from './neuroglancer-volume.ts';

/** One fragment as Neuroglancer decodes it. */
export interface DecodedFragment {
  /** Place in the grid of its level. */
  readonly cell: readonly number[];
  /** In [0, 2^bits - 1], x, y, z of each vertex. */
  readonly positions: Uint32Array;
  readonly indices: Uint32Array;
  /** Of levels above 0: ends of the indices of the eight octants of the cell. */
  readonly octants: Uint32Array;
}

export interface DecodedMultires {
  readonly chunkShape: readonly number[];
  readonly gridOrigin: readonly number[];
  readonly lodScales: readonly number[];
  readonly levels: readonly (readonly DecodedFragment[])[];
}

interface Manifest {
  readonly manifest: {
    readonly chunkShape: Float32Array;
    readonly chunkGridSpatialOrigin: Float32Array;
    readonly octree: Uint32Array;
    readonly lodScales: Float32Array;
  };
  readonly offsets: Float64Array;
  readonly shardInfo?: {
    readonly shardUrl: string;
    readonly offset: { readonly low: number; readonly high: number };
  };
}

/** @param folder of the meshes in the store. @throws whatever Neuroglancer does. */
export async function readMultiresByNeuroglancer(
  store: Store,
  folder: string,
  id: bigint,
): Promise<DecodedMultires> {
  return withStore(store, async () => {
    const fromStore = globalThis.fetch;
    globalThis.fetch = async (url, init) =>
      String(url).endsWith('.wasm') ? dracoModule() : fromStore(url, init);
    const info = JSON.parse(new TextDecoder().decode(await store.get(`${folder}/info`)));
    const bits = info.vertex_quantization_bits as number;
    const source = openSource(info, folder, bits);
    const chunk = { source, objectId: Uint64.parseString(String(id)) } as unknown as Manifest;
    await source.download(chunk, NOT_CANCELLED);
    const { octree } = chunk.manifest;
    validateOctree(octree.map((word, i) => (i % 5 === 4 ? word & 0x7fffffff : word)));
    return decodeLevels(chunk, bits, readerOf(store, folder, id, chunk));
  });
}

async function dracoModule(): Promise<Response> {
  const path = createRequire(import.meta.url).resolve('neuroglancer/unstable/mesh/draco/index.js');
  const bytes = await readFile(path.replace(/index\.js$/, 'neuroglancer_draco.wasm'));
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'application/wasm' } });
}

function openSource(info: Record<string, unknown>, folder: string, bits: number) {
  const sharding = info['sharding'] as Record<string, unknown> | undefined;
  const metadata = {
    sharding: shardingOf(sharding),
    vertexQuantizationBits: bits,
    lodScaleMultiplier: info['lod_scale_multiplier'],
  };
  const parameters = { url: ORIGIN + folder, metadata };
  const withFragments = { ...rpc, getRef: () => ({ dispose: () => undefined }) };
  return new PrecomputedMultiscaleMeshSource(withFragments, {
    parameters,
    chunkManager: 0,
    id: 1,
    format: {},
  });
}

/** Ranges of the fragments' bytes, where Neuroglancer's `downloadFragment` looks for them. */
function readerOf(store: Store, folder: string, id: bigint, { shardInfo, offsets }: Manifest) {
  const key = shardInfo ? shardInfo.shardUrl.slice(ORIGIN.length) : `${folder}/${id}`;
  const total = offsets[offsets.length - 1];
  const base = shardInfo ? shardInfo.offset.high * 2 ** 32 + shardInfo.offset.low - total : 0;
  return async (begin: number, end: number) => {
    const bytes = await store.get(key, { range: { begin: base + begin, end: base + end } });
    if (!bytes) throw new Error(`${key}: no such object`);
    return bytes;
  };
}

async function decodeLevels(
  { manifest, offsets }: Manifest,
  bits: number,
  read: (begin: number, end: number) => Promise<Uint8Array>,
): Promise<DecodedMultires> {
  const { octree, lodScales } = manifest;
  const levels: DecodedFragment[][] = lodScales.reduce<DecodedFragment[][]>((all) => [...all, []], []);
  let level = 0;
  // Rows are level by level; the first child of the first row of a level is the first row of the level below.
  let levelBegin = 0;
  for (let row = 0; row < octree.length / 5; row++) {
    const [x, y, z, child] = octree.subarray(5 * row, 5 * row + 4);
    if (row > levelBegin && child === levelBegin && octree[5 * row + 4] !== 0) {
      level++;
      levelBegin = row;
    }
    if (offsets[row + 1] === offsets[row]) continue;
    const bytes = await read(offsets[row], offsets[row + 1]);
    const decoded = (await decodeDracoPartitioned(new Uint8Array(bytes), bits, level > 0)) as unknown as {
      vertexPositions: Uint32Array;
      indices: Uint32Array;
      subChunkOffsets: Uint32Array;
    };
    levels[level].push({
      cell: [x, y, z],
      positions: decoded.vertexPositions,
      indices: decoded.indices,
      octants: decoded.subChunkOffsets,
    });
  }
  return {
    chunkShape: [...manifest.chunkShape],
    gridOrigin: [...manifest.chunkGridSpatialOrigin],
    lodScales: [...lodScales],
    levels,
  };
}
