import {
  decodeLegacyFragment,
  decodeLegacyManifest,
  legacyManifestKey,
  MULTIRES_MESH_TYPE,
} from '../../datasets/precomputed/meshes/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import { verifyMultires } from './verify-multires.ts';
import { idsOf, type ObjectsJob, readFolderInfo, refuseId, unpacked } from './verify-objects.ts';

/** What was found in the folder of meshes. */
export interface MeshResult {
  readonly folder: string;
  /** The `@type` of its info. */
  readonly type: string;
  readonly manifests: number;
  readonly fragments: number;
  /** Absent for Draco meshes, which are not decoded. */
  readonly triangles?: number;
  /** Bytes of shards that no index leads to. */
  readonly orphanBytes?: number;
}

const LEGACY = 'neuroglancer_legacy_mesh';
const MANIFEST = /^(0|[1-9]\d*):0$/;

/** A mesh of one label, decompressed; the largest of the field's are some hundred megabytes. */
const MAX_MESH_BYTES = 2 ** 31;

/** Names of fragments that are kept to tell strays from parts of meshes. */
const MAX_NAMES = 1_000_000;

/**
 * Reads every manifest and fragment of a folder of meshes. Where the store cannot list, the meshes of the volume's own
 * labels are read.
 */
export async function verifyMeshes(job: ObjectsJob): Promise<MeshResult> {
  const { store, folder, log } = job;
  const found = await readFolderInfo(job, 'mesh');
  // Without an info a folder that a volume names holds legacy meshes.
  const type = found?.fault ? 'unreadable' : found ? typeOf(found.json, job) : LEGACY;
  if (type === MULTIRES_MESH_TYPE) return { folder, type, ...(await verifyMultires(found?.json, job)) };
  if (type === LEGACY) return { folder, type, ...(await verifyLegacy(job)) };
  if (type !== 'unreadable') {
    const text = `meshes of type ${type} are not verified by this version`;
    log.add('not-verified', `${store.name}/${folder}: ${text}`);
  }
  return { folder, type, manifests: 0, fragments: 0 };
}

function typeOf(json: unknown, { store, folder, log }: ObjectsJob): string {
  const type = (json as Record<string, unknown> | null)?.['@type'];
  if (typeof type === 'string') return type;
  const subject = `${store.name}/${folder}/info: @type`;
  log.add('mesh', `${subject}: expected ${LEGACY} or ${MULTIRES_MESH_TYPE}, got ${JSON.stringify(type)}`);
  return 'unreadable';
}

async function verifyLegacy(job: ObjectsJob): Promise<MeshTally['counts']> {
  const counts = { manifests: 0, fragments: 0, triangles: 0 };
  const referenced = new Set<string>();
  let isCut = false;
  for await (const id of idsOf(job, { pattern: MANIFEST, keyOf: legacyManifestKey })) {
    throwIfAborted(job.signal, job.store.name);
    isCut = counts.manifests >= job.most;
    if (isCut) break;
    await verifyMesh(id, job, { counts, referenced });
    job.onObject?.(counts.manifests);
  }
  if (job.store.list && !isCut && referenced.size <= MAX_NAMES) await findStrays(job, referenced);
  return counts;
}

interface MeshTally {
  readonly counts: { manifests: number; fragments: number; triangles: number };
  readonly referenced: Set<string>;
}

async function verifyMesh(id: bigint, job: ObjectsJob, { counts, referenced }: MeshTally): Promise<void> {
  const { store, folder, log, labels, signal } = job;
  const key = `${folder}/${legacyManifestKey(id)}`;
  const subject = `${store.name}/${key}`;
  counts.manifests++;
  const refusal = refuseId(id, labels);
  if (refusal) log.add('mesh', `${subject}: ${refusal}`);
  try {
    const bytes = await store.get(key, { signal });
    if (!bytes) return;
    for (const name of decodeLegacyManifest(await unpacked(bytes, MAX_MESH_BYTES, subject), subject)) {
      if (referenced.size <= MAX_NAMES) referenced.add(name);
      counts.triangles += await verifyFragment(name, subject, job);
      counts.fragments++;
    }
  } catch (error) {
    log.catch('mesh', error);
  }
}

/** @returns its triangles; 0 where it is faulty. */
async function verifyFragment(name: string, manifest: string, job: ObjectsJob): Promise<number> {
  const { store, folder, log, signal } = job;
  const subject = `${store.name}/${folder}/${name}`;
  try {
    const bytes = await store.get(`${folder}/${name}`, { signal });
    if (bytes)
      return decodeLegacyFragment(await unpacked(bytes, MAX_MESH_BYTES, subject), subject).indices.length / 3;
    log.add('mesh', `${manifest}: expected the fragment ${JSON.stringify(name)}, got no such object`);
  } catch (error) {
    log.catch('mesh', error);
  }
  return 0;
}

async function findStrays(
  { store, folder, addStray }: ObjectsJob,
  referenced: ReadonlySet<string>,
): Promise<void> {
  for await (const key of store.list!(`${folder}/`)) {
    const name = key.slice(folder.length + 1);
    const isKnown =
      name === 'info' ||
      name === 'completion.json' ||
      name === 'provenance.json' ||
      MANIFEST.test(name) ||
      referenced.has(name);
    if (!isKnown) addStray(key);
  }
}
