import { gunzip } from '../../datasets/codecs/index.ts';
import {
  decodeSkeleton,
  parseSkeletonInfo,
  type SkeletonInfo,
} from '../../datasets/precomputed/skeletons/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import { idsOf, type ObjectsJob, readFolderInfo, refuseId, shardsOf, unpacked } from './verify-objects.ts';
import { type ShardedObject, verifyShards } from './verify-shards.ts';

/** What was found in the folder of skeletons. */
export interface SkeletonResult {
  readonly folder: string;
  readonly skeletons: number;
  readonly vertices: number;
  readonly edges: number;
  /** Bytes of shards that no index leads to. */
  readonly orphanBytes: number;
}

const NAME = /^(0|[1-9]\d*)$/;
const MAX_SKELETON_BYTES = 2 ** 30;

/** Decodes every skeleton of a folder. Where the store cannot list, those of the volume's own labels. */
export async function verifySkeletons(job: ObjectsJob): Promise<SkeletonResult> {
  const { store, folder, log } = job;
  const counts = { skeletons: 0, vertices: 0, edges: 0, orphanBytes: 0 };
  const info = await parseFolder(job);
  if (!info) return { folder, ...counts };
  if (!info.transform) {
    const text = 'transform: expected twelve numbers, got nothing: cloud-volume needs it';
    log.add('skeleton', `${store.name}/${folder}/info: ${text}`);
  }
  const count = (bytes: Uint8Array, subject: string) => {
    const { positions, edges } = decodeSkeleton(bytes, info.attributes, subject);
    counts.vertices += positions.length / 3;
    counts.edges += edges.length / 2;
  };
  if (info.sharding) await verifySharded(info, { job, counts, count });
  else await verifyUnsharded({ job, counts, count });
  return { folder, ...counts };
}

async function parseFolder(job: ObjectsJob): Promise<SkeletonInfo | undefined> {
  const { store, folder, log } = job;
  const subject = `${store.name}/${folder}/info`;
  const found = await readFolderInfo(job, 'skeleton');
  if (found?.fault) return undefined;
  if (!found) {
    log.add('skeleton', `${subject}: expected an info of skeletons, got no such object`);
    return undefined;
  }
  try {
    return parseSkeletonInfo(found.json, subject);
  } catch (error) {
    log.catch('skeleton', error);
    return undefined;
  }
}

interface Work {
  readonly job: ObjectsJob;
  readonly counts: { skeletons: number; orphanBytes: number };
  /** @throws those of `decodeSkeleton`. */
  readonly count: (bytes: Uint8Array, subject: string) => void;
}

async function verifyUnsharded({ job, counts, count }: Work): Promise<void> {
  const { store, folder, log, labels, signal } = job;
  for await (const id of idsOf(job, { pattern: NAME, keyOf: String })) {
    throwIfAborted(signal, store.name);
    if (counts.skeletons >= job.most) return;
    const subject = `${store.name}/${folder}/${id}`;
    const refusal = refuseId(id, labels);
    if (refusal) log.add('skeleton', `${subject}: ${refusal}`);
    job.onObject?.(++counts.skeletons);
    try {
      const bytes = await store.get(`${folder}/${id}`, { signal });
      if (bytes) count(await unpacked(bytes, MAX_SKELETON_BYTES, subject), subject);
    } catch (error) {
      log.catch('skeleton', error);
    }
  }
}

async function verifySharded({ sharding }: SkeletonInfo, { job, counts, count }: Work): Promise<void> {
  const { store, log, labels, signal } = job;
  const spec = sharding!;
  const onObject = async ({ object, begin, end, subject }: ShardedObject) => {
    if (counts.skeletons >= job.most) return undefined;
    job.onObject?.(++counts.skeletons);
    try {
      const stored = await store.get(object, { range: { begin, end }, signal });
      const isGzip = spec.dataEncoding === 'gzip';
      if (stored) count(isGzip ? await gunzip(stored, MAX_SKELETON_BYTES, subject) : stored, subject);
    } catch (error) {
      log.catch('skeleton', error);
    }
    return undefined;
  };
  const refuse = (id: bigint) => refuseId(id, labels);
  const shards = shardsOf(job, spec);
  const found = await verifyShards({ ...job, spec, kind: 'skeleton', refuse, onObject }, shards);
  counts.orphanBytes += found.orphanBytes;
}
