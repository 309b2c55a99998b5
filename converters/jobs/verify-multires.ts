import { decodeDracoMesh } from '../../datasets/codecs/draco/index.ts';
import { gunzip } from '../../datasets/codecs/index.ts';
import { CorruptDataError } from '../../datasets/errors.ts';
import {
  decodeMultiresManifest,
  type MultiresLod,
  type MultiresManifest,
  type MultiresMeshInfo,
  parseMultiresMeshInfo,
} from '../../datasets/precomputed/meshes/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import { idsOf, type ObjectsJob, refuseId, shardsOf, unpacked } from './verify-objects.ts';
import type { ProblemLog } from './verify-problems.ts';
import { type ShardedObject, verifyShards } from './verify-shards.ts';

/** Counts that grow as meshes are read. */
export interface MultiresCounts {
  manifests: number;
  fragments: number;
  /** Of the finest level, of fragments that were decoded. */
  triangles: number;
  orphanBytes: number;
}

const INDEX = /^(0|[1-9]\d*)\.index$/;
const MAX_MANIFEST_BYTES = 2 ** 28;
/** Fragments of one segment that are read at once; larger ones are read one by one. */
const MAX_READ_BYTES = 2 ** 26;

/**
 * Checks multi-resolution meshes: manifests in every number, each fragment decoded, its positions within its cell.
 */
export async function verifyMultires(json: unknown, job: ObjectsJob): Promise<MultiresCounts> {
  const { store, folder, log } = job;
  const counts = { manifests: 0, fragments: 0, triangles: 0, orphanBytes: 0 };
  let info: MultiresMeshInfo;
  try {
    info = parseMultiresMeshInfo(json, `${store.name}/${folder}/info`);
  } catch (error) {
    log.catch('mesh', error);
    return counts;
  }
  if (!info.transform) {
    const text = 'transform: expected twelve numbers, got nothing: cloud-volume needs it';
    log.add('mesh', `${store.name}/${folder}/info: ${text}`);
  }
  if (info.sharding) await verifySharded(info, job, counts);
  else await verifyUnsharded(info, job, counts);
  return counts;
}

async function verifyUnsharded(
  { vertexQuantizationBits: bits }: MultiresMeshInfo,
  job: ObjectsJob,
  counts: MultiresCounts,
): Promise<void> {
  const { store, folder, log, labels, signal } = job;
  for await (const id of idsOf(job, { pattern: INDEX, keyOf: (id) => `${id}.index` })) {
    throwIfAborted(signal, store.name);
    if (counts.manifests >= job.most) return;
    const subject = `${store.name}/${folder}/${id}.index`;
    const refusal = refuseId(id, labels);
    if (refusal) log.add('mesh', `${subject}: ${refusal}`);
    job.onObject?.(++counts.manifests);
    try {
      const bytes = await store.get(`${folder}/${id}.index`, { signal });
      if (!bytes) continue;
      const plain = await unpacked(bytes, MAX_MANIFEST_BYTES, subject);
      const manifest = decodeMultiresManifest(plain, subject);
      checkManifest(manifest, subject, log);
      const total = totalBytes(manifest);
      const object = `${folder}/${id}`;
      await checkFragments(manifest, { ...job, object, begin: 0, end: total, bits }, counts);
      if (total > 0) await assertEnd({ ...job, object, begin: 0, end: total, bits });
    } catch (error) {
      log.catch('mesh', error);
    }
  }
}

/** The fragments lie right before the manifest in the same shard, never compressed. */
async function verifySharded(
  { sharding, vertexQuantizationBits: bits }: MultiresMeshInfo,
  job: ObjectsJob,
  counts: MultiresCounts,
): Promise<void> {
  const { store, log, labels, signal } = job;
  const spec = sharding!;
  const onObject = async ({ object, begin, end, subject }: ShardedObject) => {
    if (counts.manifests >= job.most) return undefined;
    job.onObject?.(++counts.manifests);
    try {
      const stored = await store.get(object, { range: { begin, end }, signal });
      if (!stored) return undefined;
      const bytes = spec.dataEncoding === 'gzip' ? await gunzip(stored, MAX_MANIFEST_BYTES, subject) : stored;
      const manifest = decodeMultiresManifest(bytes, subject);
      checkManifest(manifest, subject, log);
      const first = begin - totalBytes(manifest);
      if (first < 0) {
        log.add(
          'mesh',
          `${subject}: expected ${totalBytes(manifest)} bytes of fragments before it, got ${begin}`,
        );
        return undefined;
      }
      await checkFragments(manifest, { ...job, object, begin: first, end: begin, bits }, counts);
      return [first, begin] as const;
    } catch (error) {
      log.catch('mesh', error);
      return undefined;
    }
  };
  const refuse = (id: bigint) => refuseId(id, labels);
  const shards = shardsOf(job, spec);
  const { orphanBytes } = await verifyShards({ ...job, spec, kind: 'mesh', refuse, onObject }, shards);
  counts.orphanBytes += orphanBytes;
}

const totalBytes = ({ lods }: MultiresManifest): number =>
  lods.reduce((sum, { sizes }) => sizes.reduce((a, b) => a + b, sum), 0);

/** What readers rely on, though each number by itself is right. */
export function checkManifest({ lods }: MultiresManifest, subject: string, log: ProblemLog): void {
  const add = (lod: number, text: string) => log.add('mesh', `${subject}: level ${lod}: ${text}`);
  let largest = 0;
  for (const [lod, { scale, positions, sizes }] of lods.entries()) {
    if (scale !== 0 && scale < largest) add(lod, `expected a scale of at least ${largest}, got ${scale}`);
    largest = Math.max(largest, scale);
    const cells = cellsOf(lods[lod]!);
    const unsorted = cells.findIndex((cell, i) => i > 0 && compareMorton(cells[i - 1]!, cell) >= 0);
    if (unsorted >= 0) {
      const pair = `${cells[unsorted - 1]!.join(',')} before ${cells[unsorted]!.join(',')}`;
      add(lod, `expected cells in Z-order, each once, got ${pair}`);
    }
    const coarser = lods[lod + 1];
    if (!coarser || positions.length === 0 || sizes.length === 0) continue;
    const parents = new Set(cellsOf(coarser).map(String));
    const orphan = cells.find((cell) => !parents.has(cell.map((n) => n >>> 1).join()));
    if (orphan) add(lod, `expected a cell of level ${lod + 1} above the cell ${orphan.join(',')}, got none`);
  }
}

function cellsOf({ positions, sizes }: MultiresLod): (readonly [number, number, number])[] {
  const n = sizes.length;
  return Array.from(sizes, (_, i) => [positions[i]!, positions[n + i]!, positions[2 * n + i]!] as const);
}

type Cell = readonly [number, number, number];

/** Z-order, x lowest: the axis whose difference has the highest bit decides, of equal ones the last. */
function compareMorton(a: Cell, b: Cell): number {
  let axis = 0;
  let height = 32;
  for (const d of [0, 1, 2] as const) {
    const zeros = Math.clz32(a[d] ^ b[d]);
    if (zeros <= height) [axis, height] = [d, zeros];
  }
  return a[axis as 0 | 1 | 2] - b[axis as 0 | 1 | 2];
}

interface Data extends ObjectsJob {
  readonly object: string;
  readonly begin: number;
  readonly end: number;
  /** Of a position: from 0 to 2^bits - 1 across its cell. */
  readonly bits: number;
}

/** Decodes every fragment. What is wrong with one of them says nothing about the next one. */
async function checkFragments(manifest: MultiresManifest, data: Data, counts: MultiresCounts): Promise<void> {
  const { store, object, begin, end, log, signal } = data;
  const get = (range: { begin: number; end: number }) => store.get(object, { range, signal });
  const isSmall = end - begin <= MAX_READ_BYTES && end > begin;
  const whole = isSmall ? await get({ begin, end }) : undefined;
  let at = begin;
  for (const [lod, { sizes }] of manifest.lods.entries()) {
    for (const [i, size] of sizes.entries()) {
      const range = { begin: at, end: at + size };
      at += size;
      if (size === 0) continue;
      throwIfAborted(signal, store.name);
      const subject = `${store.name}/${object}: level ${lod}, fragment ${i} at offset ${range.begin}`;
      const bytes = whole ? whole.subarray(range.begin - begin, range.end - begin) : await get(range);
      if (!bytes) return log.add('mesh', `${subject}: expected a Draco mesh, got no such object`);
      try {
        const triangles = await checkFragment(bytes, data.bits, subject);
        counts.fragments++;
        if (lod === 0) counts.triangles += triangles;
      } catch (error) {
        log.catch('mesh', error);
      }
    }
  }
}

/** @returns triangles. @throws CorruptDataError for what is no Draco mesh, or one that leaves its cell. */
async function checkFragment(bytes: Uint8Array, bits: number, subject: string): Promise<number> {
  const { positions, indices } = await decodeDracoMesh(bytes, subject);
  const most = 2 ** bits - 1;
  const outside = positions.find((p) => p < 0 || p > most);
  if (outside === undefined) return indices.length / 3;
  throw new CorruptDataError({ subject, expected: `positions from 0 to ${most}`, got: `${outside}` });
}

/** One byte more than the sizes add up to is one that no manifest knows. */
async function assertEnd({ store, object, end, log, signal }: Data): Promise<void> {
  const bytes = await store
    .get(object, { range: { begin: end, end: end + 1 }, signal })
    .catch(() => undefined);
  if (bytes?.length)
    log.add('mesh', `${store.name}/${object}: expected ${end} bytes, as its manifest says, got more`);
}
