import { decodeDracoMesh } from '../../codecs/draco/index.ts';
import { gunzip, looksGzipped } from '../../codecs/index.ts';
import { CorruptDataError } from '../../errors.ts';
import type { Xyz } from '../../geometry/index.ts';
import { type ByteRange, type Store, throwIfAborted } from '../../stores/index.ts';
import { createShardedReader } from '../sharding/index.ts';
import { transformPositions } from '../transform.ts';
import {
  decodeMultiresManifest,
  type MultiresLod,
  type MultiresManifest,
  type MultiresMeshInfo,
} from './mesh-multires.ts';
import { sortByOctant } from './octants.ts';

/** A segment's meshes: its manifest, and where its fragments lie. */
export interface MultiresSegment {
  readonly manifest: MultiresManifest;
  /** Key of the object with the fragments, and the first byte of level 0 in it. */
  readonly object: string;
  readonly begin: number;
}

/** A fragment, nanometres in doubles: x, y, z of each vertex; three vertices a triangle. */
export interface MultiresFragment {
  readonly positions: Float64Array;
  readonly indices: Uint32Array;
}

export interface MultiresReader {
  /** @returns undefined where the segment has no mesh. */
  open(id: bigint, signal?: AbortSignal): Promise<MultiresSegment | undefined>;
  /**
   * All fragments of one level, in one range read, in nanometres.
   * @param lod index into the manifest's levels.
   */
  readLod(segment: MultiresSegment, lod: number, signal?: AbortSignal): Promise<MultiresFragment[]>;
  /**
   * One fragment of a level, its triangles by octant. Its neighbours in the file are read along and kept for a while.
   * @param index in the level's list. @returns undefined where the fragment is empty.
   */
  readFragment(
    segment: MultiresSegment,
    at: { readonly lod: number; readonly index: number },
    signal?: AbortSignal,
  ): Promise<OctantFragment | undefined>;
}

/** A fragment whose triangles are in the order of the octants of its cell. */
export interface OctantFragment extends MultiresFragment {
  /** Where the indices of each of 8 octants end, x least significant. */
  readonly octantEnds: readonly number[];
}

const MAX_MANIFEST_BYTES = 2 ** 28;

/** Fragments lie in Z-order, neighbours together, and have some 10 kB: a request costs more than that. */
const GROUP_BYTES = 2 ** 18;
const KEPT_GROUPS = 64;

/** @param folder of the meshes in the store. Source of the layout: formats.md 3.2. */
export function createMultiresReader(store: Store, folder: string, info: MultiresMeshInfo): MultiresReader {
  const { sharding } = info;
  const sharded = sharding && createShardedReader(store, folder, sharding);
  const readGroup = keepGroups(store);
  const find = async (id: bigint, signal: AbortSignal | undefined) => {
    if (!sharded) {
      const bytes = await store.get(`${folder}/${id}.index`, { signal });
      return bytes && { bytes, object: `${folder}/${id}`, end: undefined };
    }
    const at = await sharded.locate(id);
    const bytes = at && (await sharded.get(id, { maxBytes: MAX_MANIFEST_BYTES, signal }));
    return bytes && { bytes, object: at.object, end: at.begin };
  };
  return {
    async open(id, signal) {
      const found = await find(id, signal);
      if (!found) return undefined;
      const subject = `${store.name}/${found.object}: manifest of ${id}`;
      const plain = looksGzipped(found.bytes)
        ? await gunzip(found.bytes, MAX_MANIFEST_BYTES, subject)
        : found.bytes;
      const manifest = decodeMultiresManifest(plain, subject);
      const total = manifest.lods.reduce((sum, lod) => sum + lodBytes(lod), 0);
      // In a shard the fragments end where the manifest begins.
      const begin = found.end === undefined ? 0 : found.end - total;
      if (begin < 0) throw short(subject, total, found.end ?? 0);
      return { manifest, object: found.object, begin };
    },
    async readLod({ manifest, object, begin }, lod, signal) {
      const level = manifest.lods[lod];
      if (!level || lodBytes(level) === 0) return [];
      const before = manifest.lods.slice(0, lod).reduce((sum, one) => sum + lodBytes(one), 0);
      const range = { begin: begin + before, end: begin + before + lodBytes(level) };
      const bytes = await store.get(object, { range, signal });
      const subject = `${store.name}/${object}: level ${lod}`;
      if (bytes?.length !== lodBytes(level)) throw short(subject, lodBytes(level), bytes?.length ?? 0);
      return decodeLevel({ manifest, info, lod, level }, bytes, subject);
    },
    async readFragment({ manifest, object, begin }, { lod, index }, signal) {
      const level = manifest.lods[lod];
      const size = level?.sizes[index] ?? 0;
      if (!level || size === 0) return undefined;
      const before = manifest.lods.slice(0, lod).reduce((sum, one) => sum + lodBytes(one), 0);
      const group = groupAround(level.sizes, index);
      const from = begin + before;
      const range = { begin: from + group.begin, end: from + group.end };
      const read = await readGroup(object, range);
      throwIfAborted(signal, `${store.name}/${object}`);
      const bytes = read?.subarray(group.at - group.begin, group.at - group.begin + size);
      const subject = `${store.name}/${object}: level ${lod}, fragment ${index}`;
      if (bytes?.length !== size) throw short(subject, size, bytes?.length ?? 0);
      const mesh = await decodeDracoMesh(bytes, subject);
      const octantEnds = sortByOctant(mesh.positions, mesh.indices, 2 ** info.vertexQuantizationBits - 1);
      const positions = place({ manifest, info, lod, level }, cellOf(level, index), mesh.positions);
      return { positions, indices: mesh.indices, octantEnds };
    },
  };
}

/** The last groups that were read, and are being read: fragments share them, so that nobody's abort ends a request. */
function keepGroups(store: Store): (object: string, range: ByteRange) => Promise<Uint8Array | undefined> {
  const kept = new Map<string, Promise<Uint8Array | undefined>>();
  return (object, range) => {
    const id = `${object} ${range.begin}`;
    const known = kept.get(id);
    if (known) return known;
    const read = store.get(object, { range });
    kept.set(id, read);
    // What could not be read may be there the next time.
    read.catch(() => kept.delete(id));
    const [oldest] = kept.keys();
    if (kept.size > KEPT_GROUPS && oldest !== undefined) kept.delete(oldest);
    return read;
  };
}

/** The stretch of a level that is read for a fragment, and where the fragment begins: bytes from the level's first. */
export function groupAround(sizes: Uint32Array, index: number) {
  const starts = [0];
  for (const size of sizes) starts.push((starts.at(-1) as number) + size);
  const at = starts[index] as number;
  const isNear = (start: number) => Math.floor(start / GROUP_BYTES) === Math.floor(at / GROUP_BYTES);
  const first = starts.findIndex(isNear);
  const last = starts.findLastIndex((start, i) => i < sizes.length && isNear(start));
  return { begin: starts[first] as number, end: starts[last + 1] as number, at };
}

/** Bytes of a level's fragments. */
export const lodBytes = ({ sizes }: MultiresLod): number => sizes.reduce((sum, size) => sum + size, 0);

interface Level {
  readonly manifest: MultiresManifest;
  readonly info: MultiresMeshInfo;
  readonly lod: number;
  readonly level: MultiresLod;
}

async function decodeLevel(of: Level, bytes: Uint8Array, subject: string): Promise<MultiresFragment[]> {
  const { sizes } = of.level;
  const fragments: MultiresFragment[] = [];
  let at = 0;
  for (const [i, size] of sizes.entries()) {
    const stored = bytes.subarray(at, at + size);
    at += size;
    if (size === 0) continue;
    const mesh = await decodeDracoMesh(stored, `${subject}, fragment ${i}`);
    fragments.push({ positions: place(of, cellOf(of.level, i), mesh.positions), indices: mesh.indices });
  }
  return fragments;
}

/** Where a fragment lies in the grid of its level. */
const cellOf = ({ sizes, positions }: MultiresLod, i: number): Xyz => [
  positions[i]!,
  positions[sizes.length + i]!,
  positions[2 * sizes.length + i]!,
];

/** `grid_origin + vertex_offset + chunk_shape * 2^lod * (cell + q / (2^bits - 1))`, then the folder's transform. */
function place({ manifest, info, lod, level }: Level, cell: Xyz, stored: Int32Array): Float64Array {
  const { chunkShape, gridOrigin } = manifest;
  const steps = 2 ** info.vertexQuantizationBits - 1;
  const placed = new Float64Array(stored.length);
  const side = chunkShape.map((length) => length * 2 ** lod);
  for (let i = 0; i < stored.length; i++) {
    const axis = (i % 3) as 0 | 1 | 2;
    placed[i] = gridOrigin[axis] + level.vertexOffset[axis] + side[axis]! * (cell[axis] + stored[i]! / steps);
  }
  return info.transform ? transformPositions(placed, info.transform) : placed;
}

const short = (subject: string, expected: number, got: number) =>
  new CorruptDataError({ subject, expected: `${expected} bytes of fragments`, got: `${got}` });
