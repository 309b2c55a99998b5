import { MissingError, TooLargeError } from '../../datasets/errors.ts';
import { boxSize, volumeOf } from '../../datasets/geometry/index.ts';
import {
  encodeLegacyFragment,
  encodeLegacyManifest,
  encodeLegacyMeshInfo,
  legacyManifestKey,
} from '../../datasets/precomputed/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import { meshLabels, toNanometres } from '../meshing/index.ts';
import { nameFolder, openLabels } from './label-dataset.ts';

export interface MeshJobOptions {
  /** Only these labels; default all but 0. */
  readonly labels?: ReadonlySet<bigint>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneLabels: number, allLabels: number) => void;
}

/** What was written. */
export interface MeshSummary {
  /** In ascending order. */
  readonly labels: readonly bigint[];
  readonly triangles: number;
}

const MESH_FOLDER = 'mesh';

/** The whole volume is meshed as one block: its labels and their surfaces must fit into memory. */
const MAX_VOXELS = 512 ** 3;

/**
 * Writes one legacy mesh (nanometres, one fragment) for each label of the finest scale, then names their folder in
 * the dataset's `info`. Other keys of the info are kept. Memory: the whole label volume and one mesh of each label.
 * @throws InvalidDataError for an image; TooLargeError above 512^3 voxels; MissingError for a label that is not there.
 */
export async function meshDataset(store: WritableStore, options: MeshJobOptions = {}): Promise<MeshSummary> {
  const { labels: wanted, signal, onProgress } = options;
  const volume = await openMeshable(store);
  const block = await volume.read(volume.bounds, { signal });
  const meshes = meshLabels(block, { origin: volume.bounds.begin });
  const labels = [...meshes.keys()]
    .filter((label) => !wanted || wanted.has(label))
    .sort((a, b) => (a < b ? -1 : 1));
  assertFound(store.name, wanted, labels);
  let triangles = 0;
  for (const [i, label] of labels.entries()) {
    signal?.throwIfAborted();
    const { positions, indices } = toNanometres(meshes.get(label)!, volume.voxelSizeNm!);
    triangles += indices.length / 3;
    await store.put(`${MESH_FOLDER}/${label}`, encodeLegacyFragment({ positionsNm: positions, indices }));
    await store.put(`${MESH_FOLDER}/${legacyManifestKey(label)}`, encodeLegacyManifest([`${label}`]));
    onProgress?.(i + 1, labels.length);
  }
  await store.put(`${MESH_FOLDER}/info`, encodeLegacyMeshInfo());
  await nameFolder(store, 'mesh', MESH_FOLDER);
  return { labels, triangles };
}

async function openMeshable(store: WritableStore) {
  const volume = await openLabels(store, 'Meshes');
  const voxels = volumeOf(boxSize(volume.bounds));
  if (voxels > MAX_VOXELS) {
    throw new TooLargeError({
      subject: store.name,
      expected: `at most ${MAX_VOXELS} voxels`,
      got: `${voxels}`,
      cure: 'Meshing by blocks is not built yet: mesh a crop',
    });
  }
  return volume;
}

function assertFound(
  subject: string,
  wanted: ReadonlySet<bigint> | undefined,
  found: readonly bigint[],
): void {
  const absent = [...(wanted ?? [])].filter((label) => !found.includes(label));
  if (absent.length === 0) return;
  throw new MissingError({ subject, expected: `voxels of label ${absent.join(', ')}`, got: 'none' });
}
