import type { Store } from '../../datasets/stores/index.ts';
import { type MeshResult, verifyMeshes } from './verify-meshes.ts';
import type { ObjectsJob } from './verify-objects.ts';
import type { ProblemLog } from './verify-problems.ts';
import { checkSegmentProperties } from './verify-segment-properties.ts';
import { type SkeletonResult, verifySkeletons } from './verify-skeletons.ts';

/** What the folders beside the chunks of a volume hold, or one such folder that was named itself. */
export interface FolderResults {
  readonly meshes?: MeshResult;
  readonly skeletons?: SkeletonResult;
  /** Segments that have properties. */
  readonly segmentProperties?: number;
}

const VOLUME = 'neuroglancer_multiscale_volume';

/** @returns the `@type` of an info that is not a volume's; undefined for volumes, and for what says nothing. */
export function folderType(json: unknown): string | undefined {
  const type =
    typeof json === 'object' && json !== null ? (json as Record<string, unknown>)['@type'] : undefined;
  return typeof type === 'string' && type !== VOLUME && type.startsWith('neuroglancer_') ? type : undefined;
}

/**
 * A store of meshes, skeletons or properties as the folder of a store above it, so that one code checks both.
 * Messages name what they named before.
 */
export function asFolder(store: Store): { readonly store: Store; readonly folder: string } {
  const at = store.name.lastIndexOf('/');
  const folder = store.name.slice(at + 1) || 'root';
  const inner = (key: string) => key.slice(folder.length + 1);
  const { list } = store;
  return {
    folder,
    store: {
      name: store.name.slice(0, Math.max(0, at)) || '.',
      get: (key, options) => store.get(inner(key), options),
      ...(list && {
        async *list(prefix: string, options?: { readonly signal?: AbortSignal }) {
          for await (const key of list.call(store, inner(prefix), options)) yield `${folder}/${key}`;
        },
      }),
    },
  };
}

/** Checks a folder of meshes, skeletons or segment properties that stands alone: there are no labels to compare with. */
export async function verifyRoot(
  type: string,
  job: Omit<ObjectsJob, 'folder' | 'labels'> & { readonly log: ProblemLog },
): Promise<FolderResults> {
  const folder: ObjectsJob = { ...job, ...asFolder(job.store), labels: undefined };
  if (type === 'neuroglancer_legacy_mesh' || type === 'neuroglancer_multilod_draco')
    return { meshes: await verifyMeshes(folder) };
  if (type === 'neuroglancer_skeletons') return { skeletons: await verifySkeletons(folder) };
  if (type === 'neuroglancer_segment_properties')
    return { segmentProperties: await checkSegmentProperties(folder.store, folder.folder, job.log) };
  job.log.add('not-verified', `${job.store.name}: ${type} is not verified by this version`);
  return {};
}
