import { gunzip, looksGzipped } from '../../datasets/codecs/index.ts';
import { isFloodlightError } from '../../datasets/errors.ts';
import {
  decodeLegacyFragment,
  decodeLegacyManifest,
  legacyManifestKey,
} from '../../datasets/precomputed/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';
import type { ProblemLog } from './verify-problems.ts';

/** What was found in the folder of meshes. */
export interface MeshResult {
  readonly folder: string;
  /** The `@type` of its info. */
  readonly type: string;
  readonly manifests: number;
  readonly fragments: number;
  readonly triangles: number;
}

export interface MeshJob {
  readonly store: Store;
  readonly folder: string;
  readonly log: ProblemLog;
  /** Labels of the volume; undefined where they are not known. */
  readonly labels: ReadonlySet<bigint> | undefined;
  readonly addStray: (key: string) => void;
  readonly signal?: AbortSignal;
  readonly onMesh?: (done: number) => void;
}

const LEGACY = 'neuroglancer_legacy_mesh';
const MANIFEST = /^(0|[1-9]\d*):0$/;

/** A mesh of one label, decompressed; the largest of the field's are some hundred megabytes. */
const MAX_MESH_BYTES = 2 ** 31;

/** Names of fragments that are kept to tell strays from parts of meshes. */
const MAX_NAMES = 1_000_000;

/**
 * Reads every manifest and fragment of a folder of legacy meshes. Where the store cannot list, the meshes of the
 * volume's own labels are read.
 */
export async function verifyMeshes(job: MeshJob): Promise<MeshResult> {
  const { store, folder, log } = job;
  const type = await meshType(job);
  const counts = { manifests: 0, fragments: 0, triangles: 0 };
  if (type !== LEGACY) {
    if (type !== 'unreadable')
      log.add(
        'not-verified',
        `${store.name}/${folder}: meshes of type ${type} are not verified by this version`,
      );
    return { folder, type, ...counts };
  }
  const referenced = new Set<string>();
  for await (const id of idsOf(job)) {
    throwIfAborted(job.signal, job.store.name);
    await verifyMesh(id, job, { counts, referenced });
    job.onMesh?.(counts.manifests);
  }
  if (store.list && referenced.size <= MAX_NAMES) await findStrays(job, referenced);
  return { folder, type, ...counts };
}

/** Without an info a folder that a volume names holds legacy meshes. */
async function meshType({ store, folder, log }: MeshJob): Promise<string> {
  const subject = `${store.name}/${folder}/info`;
  try {
    const bytes = await store.get(`${folder}/info`);
    if (!bytes) return LEGACY;
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const type = (json as Record<string, unknown> | null)?.['@type'];
    if (typeof type === 'string') return type;
    log.add('mesh', `${subject}: @type: expected ${LEGACY} or another type, got ${JSON.stringify(type)}`);
  } catch (error) {
    if (error instanceof SyntaxError) log.add('mesh', `${subject}: expected JSON, got ${error.message}`);
    else log.catch('mesh', error);
  }
  return 'unreadable';
}

/** Ids that have manifests; without a list, those among the labels whose manifest answers. */
async function* idsOf({ store, folder, labels, log, signal }: MeshJob): AsyncGenerator<bigint> {
  if (store.list) {
    for await (const key of store.list(`${folder}/`)) {
      const [, id] = MANIFEST.exec(key.slice(folder.length + 1)) ?? [];
      if (id !== undefined) yield BigInt(id);
    }
    return;
  }
  if (!labels) {
    log.add('not-verified', `${store.name}/${folder}: the store cannot list, and labels are not known`);
    return;
  }
  for (const label of labels) {
    if (await store.get(`${folder}/${legacyManifestKey(label)}`, { signal })) yield label;
  }
}

interface MeshTally {
  readonly counts: { manifests: number; fragments: number; triangles: number };
  readonly referenced: Set<string>;
}

async function verifyMesh(id: bigint, job: MeshJob, { counts, referenced }: MeshTally): Promise<void> {
  const { store, folder, log, labels, signal } = job;
  const key = `${folder}/${legacyManifestKey(id)}`;
  const subject = `${store.name}/${key}`;
  counts.manifests++;
  if (labels && !labels.has(id)) log.add('mesh', `${subject}: expected a label of the volume, got ${id}`);
  try {
    const bytes = await store.get(key, { signal });
    if (!bytes) return;
    for (const name of decodeLegacyManifest(await plain(bytes, subject), subject)) {
      if (referenced.size <= MAX_NAMES) referenced.add(name);
      counts.triangles += await verifyFragment(name, subject, job);
      counts.fragments++;
    }
  } catch (error) {
    log.catch('mesh', error);
  }
}

/** @returns its triangles; 0 where it is faulty. */
async function verifyFragment(name: string, manifest: string, job: MeshJob): Promise<number> {
  const { store, folder, log, signal } = job;
  const subject = `${store.name}/${folder}/${name}`;
  try {
    const bytes = await store.get(`${folder}/${name}`, { signal });
    if (bytes) return decodeLegacyFragment(await plain(bytes, subject), subject).indices.length / 3;
    log.add('mesh', `${manifest}: expected the fragment ${JSON.stringify(name)}, got no such object`);
  } catch (error) {
    log.catch('mesh', error);
  }
  return 0;
}

async function plain(bytes: Uint8Array, subject: string): Promise<Uint8Array> {
  if (!looksGzipped(bytes)) return bytes;
  try {
    return await gunzip(bytes, MAX_MESH_BYTES, subject);
  } catch (error) {
    // A vertex count can look like gzip's first bytes: then the bytes are the mesh itself.
    if (isFloodlightError(error, 'corrupt')) return bytes;
    throw error;
  }
}

async function findStrays(
  { store, folder, addStray }: MeshJob,
  referenced: ReadonlySet<string>,
): Promise<void> {
  for await (const key of store.list!(`${folder}/`)) {
    const name = key.slice(folder.length + 1);
    const isKnown =
      name === 'info' || name === 'provenance.json' || MANIFEST.test(name) || referenced.has(name);
    if (!isKnown) addStray(key);
  }
}
