import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Reporter } from '../console/index.ts';
import { type MeshSummary, meshDataset } from './mesh-dataset.ts';
import { type SkeletonizeSummary, skeletonizeDataset } from './skeletonize-dataset.ts';
import { writeProperties } from './write-properties.ts';

export interface CompleteOptions {
  /** Threads; default as each step chooses. */
  readonly parallel?: number;
  readonly memoryBytes?: number;
  /** Write over what an earlier dataset left in the folder. Default false. */
  readonly force?: boolean;
  readonly command?: readonly string[];
}

export interface CompletedLabels {
  readonly segments: number;
  readonly meshes: MeshSummary;
  readonly skeletons: SkeletonizeSummary;
  /** The segments of most voxels, decimal ids, the largest first; at most 16. */
  readonly largest: readonly string[];
}

/**
 * Makes what a viewer wants beside the chunks of a segmentation: meshes, skeletons and properties of all labels. Each goes on
 * where an earlier run of it was stopped.
 * @throws those of the three jobs.
 */
export async function completeLabels(
  folder: string,
  options: CompleteOptions,
  { reporter, signal }: { readonly reporter: Reporter; readonly signal: AbortSignal },
): Promise<CompletedLabels> {
  const onMessage = (text: string) => reporter.message(text);
  const meshes = await meshDataset(folder, {
    ...options,
    signal,
    onProgress: (done, total, phase) =>
      reporter.progress({ label: `mesh: ${phase}`, done, total, unit: phase }),
    onMessage,
  });
  reporter.message(`meshes: ${meshes.labels.length}, ${meshes.triangles} triangles`);
  const skeletons = await skeletonizeDataset(folder, {
    ...options,
    signal,
    onProgress: (unit, done, total) => reporter.progress({ label: 'skeletonize', done, total, unit }),
    onMessage,
  });
  reporter.message(`skeletons: ${skeletons.labels.length}, ${skeletons.vertices} vertices`);
  const { segments, largest } = await writeProperties(createFileStore(folder), {
    signal,
    onProgress: (done, total) => reporter.progress({ label: 'measure', done, total, unit: 'blocks' }),
  });
  return { segments, meshes, skeletons, largest };
}
