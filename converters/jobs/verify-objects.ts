/** What meshes and skeletons have in common: a folder of objects, one or more for each segment. */
import { gunzip, looksGzipped } from '../../datasets/codecs/index.ts';
import { isFloodlightError } from '../../datasets/errors.ts';
import { decodeJson } from '../../datasets/json/index.ts';
import { locateKey, type ShardingSpec } from '../../datasets/precomputed/sharding/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { ProblemKind, ProblemLog } from './verify-problems.ts';
import { listedShards } from './verify-shards.ts';

export interface ObjectsJob {
  readonly store: Store;
  readonly folder: string;
  readonly log: ProblemLog;
  /** Labels of the volume; undefined where they are not known. */
  readonly labels: ReadonlySet<bigint> | undefined;
  readonly addStray: (key: string) => void;
  /** The most objects to look at. */
  readonly most: number;
  readonly signal?: AbortSignal;
  readonly onObject?: (done: number) => void;
}

const MAX_INFO_BYTES = 2 ** 24;

/**
 * Reads the info of a folder.
 * @returns undefined where there is none; `fault` where it cannot be used and the log says why.
 */
export async function readFolderInfo(
  { store, folder, log, signal }: ObjectsJob,
  kind: ProblemKind,
): Promise<{ readonly json?: unknown; readonly fault?: true } | undefined> {
  const subject = `${store.name}/${folder}/info`;
  try {
    const bytes = await store.get(`${folder}/info`, { signal });
    if (!bytes) return undefined;
    return { json: decodeJson(await unpacked(bytes, MAX_INFO_BYTES, subject), subject) };
  } catch (error) {
    log.catch(kind, error);
    return { fault: true };
  }
}

/** Ids that have an object of a name like this; without a list, those among the labels whose object answers. */
export async function* idsOf(
  { store, folder, labels, log, signal }: ObjectsJob,
  names: { readonly pattern: RegExp; readonly keyOf: (id: bigint) => string },
): AsyncGenerator<bigint> {
  if (store.list) {
    for await (const key of store.list(`${folder}/`)) {
      const [, id] = names.pattern.exec(key.slice(folder.length + 1)) ?? [];
      if (id !== undefined) yield BigInt(id);
    }
    return;
  }
  if (!labels) return log.add('not-verified', `${store.name}/${folder}: ${UNKNOWN}`);
  for (const label of labels) {
    if (label !== 0n && (await store.get(`${folder}/${names.keyOf(label)}`, { signal }))) yield label;
  }
}

const UNKNOWN = 'the store cannot list, and labels are not known';

/** Shards that are listed; without a list, those where the labels' objects would be. */
export async function* shardsOf(
  { store, folder, labels, log }: ObjectsJob,
  spec: ShardingSpec,
): AsyncGenerator<bigint> {
  if (store.list) return yield* listedShards({ store, folder, spec });
  if (!labels) return log.add('not-verified', `${store.name}/${folder}: ${UNKNOWN}`);
  yield* new Set([...labels].map((label) => locateKey(spec, label).shard));
}

/** @returns what is wrong with an object of this id; undefined where nothing is. */
export function refuseId(id: bigint, labels: ReadonlySet<bigint> | undefined): string | undefined {
  if (id === 0n) return 'expected a segment, got 0, the background';
  return labels && !labels.has(id) ? `expected a label of the volume, got ${id}` : undefined;
}

/** Decompresses what was stored gzip'ed and served without saying so. */
export async function unpacked(bytes: Uint8Array, most: number, subject: string): Promise<Uint8Array> {
  if (!looksGzipped(bytes)) return bytes;
  try {
    return await gunzip(bytes, most, subject);
  } catch (error) {
    // A count can look like gzip's first bytes: then the bytes are the object itself.
    if (isFloodlightError(error, 'corrupt')) return bytes;
    throw error;
  }
}
