import { createFileStore } from '../../datasets/stores/index.node.ts';
import { appendProvenance } from '../provenance/index.ts';
import {
  forecastSkeletons,
  OUTPUT_FOLDER,
  type SkeletonForecast,
  type WaitingFor,
  writeSkeletons,
} from '../skeletonizing/index.ts';
import { WHOLE } from '../tasks/index.ts';
import { findFarOffset, nameFolder } from './label-dataset.ts';
import { requestSkeletons, type SkeletonizeOptions } from './skeleton-request.ts';

/** What was written. */
export interface SkeletonizeSummary {
  /** In ascending order. */
  readonly labels: readonly bigint[];
  /** Labels that are too small for a skeleton. */
  readonly skipped: readonly bigint[];
  readonly vertices: number;
  /** Length of all skeletons, nanometres. */
  readonly lengthNm: number;
  /** Shards; 0 where each skeleton is a file. */
  readonly shards: number;
  /** Components of labels that are larger than `maxBoxVoxels`: they were cut by a fixed grid, and joined. */
  readonly cut: number;
  /** What other shares have not yet done; then nothing else is said. */
  readonly waitingFor?: WaitingFor;
}

/**
 * Writes one skeleton for each label of the finest scale, with the radius of every vertex, then names their folder in the
 * dataset's `info`. Each is traced in all voxels of its label, so that it is the same for any blocks and threads. Can be stopped at any moment, by `kill -9` too: the same call goes on, and skeletons that
 * the same call has finished are left as they are.
 * Memory: one block or one label a thread, the numbers of all labels, or one shard.
 * @param folder of the dataset.
 * @throws InvalidDataError for an image, and where other skeletons are there; MissingError for chunks and labels that are not.
 */
export async function skeletonizeDataset(
  folder: string,
  options: SkeletonizeOptions = {},
): Promise<SkeletonizeSummary> {
  const { plan, parameters, parallel, memoryBytes, missingChunks } = await requestSkeletons(folder, options);
  const { sharded, force = false, part = WHOLE, command = [], signal, onProgress, onMessage } = options;
  if (missingChunks > 0)
    onMessage?.(`warning: ${missingChunks} chunks are missing: their voxels are background`);
  const farOffset = await findFarOffset(createFileStore(folder));
  if (farOffset !== undefined) onMessage?.(farOffset);
  const written = await writeSkeletons(plan, {
    ...{ sharded, force, part, signal, onProgress, onMessage, parameters, parallel, memoryBytes },
    isMemoryGiven: options.memoryBytes !== undefined,
    async finish(files) {
      await nameFolder(files, 'skeletons', OUTPUT_FOLDER);
      await appendProvenance(files, { command, inputs: [] });
    },
  });
  if (typeof written === 'string')
    return { labels: [], skipped: [], vertices: 0, lengthNm: 0, shards: 0, cut: 0, waitingFor: written };
  return { ...written, labels: written.labels.map(BigInt), skipped: written.skipped.map(BigInt) };
}

/** What `skeletonizeDataset` would do. */
export interface SkeletonizePlan extends SkeletonForecast {
  /** Threads, and what they hold at most, together. */
  readonly threads: number;
  readonly peakBytes: number;
  /** Taken for background. */
  readonly missingChunks: number;
}

/** Says what the same call of `skeletonizeDataset` would do, as far as that is known before labels are read; writes nothing. @throws as it would. */
export async function planSkeletonize(
  folder: string,
  options: SkeletonizeOptions = {},
): Promise<SkeletonizePlan> {
  const { plan, parameters, parallel, blockBytes, missingChunks } = await requestSkeletons(folder, options);
  const { force = false, part = WHOLE } = options;
  const forecast = await forecastSkeletons(plan, { parameters, force, part });
  const threads = Math.min(parallel, Math.max(1, forecast.blocks));
  return { ...forecast, threads, peakBytes: threads * blockBytes, missingChunks };
}
