import { createHash } from 'node:crypto';
import { InvalidDataError, MissingError } from '../../datasets/errors.ts';
import { volumeOf } from '../../datasets/geometry/index.ts';
import type { PrecomputedInfo, ScaleInfo } from '../../datasets/precomputed/index.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';
import { bytesPerSample } from '../../datasets/volume.ts';
import type { DownsampleMethod } from '../../datasets/voxels/index.ts';
import { appendProvenance, hasProvenanceOf } from '../provenance/index.ts';
import {
  assertNoConvert,
  chunksOfRounds,
  countMissing,
  keysOf,
  planRounds,
  removeScalesWork,
  shardsOfRound,
  shareOfEdges,
  writePyramid,
} from '../pyramid/index.ts';
import type { Part } from '../tasks/index.ts';
import {
  enterFolder,
  firstDifference,
  otherRun,
  type Parameters,
  readRecord,
  removeWorkFolder,
  SCALES_PLAN,
} from '../writing/index.ts';
import { type DownsamplePlan, type DownsampleRequest, planDownsample } from './downsample-plan.ts';
import { defaultMemoryBytes, threadsWithin } from './memory.ts';

export interface DownsampleDatasetOptions extends DownsampleRequest {
  /** Plan only: nothing is written. */
  readonly dryRun?: boolean;
  /** Threads. Default: one a core, as far as memory goes. */
  readonly parallel?: number;
  /** Bytes that the work may take; default half of the machine's, or of its container's. */
  readonly memoryBytes?: number;
  /** A share of the work, see `writePyramid`. */
  readonly part?: Part;
  /** For provenance. Default: that of this process. */
  readonly command?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneChunks: number, allChunks: number) => void;
  readonly onMessage?: (text: string) => void;
}

export interface DownsampleSummary {
  /** written: scales were added; complete: all that was asked for was there; planned: a dry run; share: a part is done, others are not. */
  readonly state: 'written' | 'complete' | 'planned' | 'share';
  readonly method: DownsampleMethod;
  /** Those that were added, or would be. */
  readonly added: readonly ScaleInfo[];
  /** Of the dataset in the end. */
  readonly scales: number;
  /** Of the added scales. */
  readonly chunks: number;
  /** Files of the added scales. */
  readonly objects: number;
  /** Voxels of the added scales before any encoding. */
  readonly rawBytes: number;
  /** Chunks of the source that are not there and were taken as zeros. */
  readonly missingChunks: number;
}

/**
 * Adds coarser scales to a precomputed dataset on disk, resumably: a call that was stopped, at any moment and in any way, is
 * gone on with by the same call, and the bytes do not depend on that nor on the number of threads. Each scale is made of the
 * one before it, see `downsampleBlock` for methods and rounding; the info names the new scales last, all at once.
 * @param folder of the dataset.
 * @throws UsageError where another process writes to it; InvalidDataError where it is not what the request needs, or an
 *   unfinished run of another request is there; MissingError where chunks of the source are not there; AbortedError.
 */
export async function downsampleDataset(
  folder: string,
  options: DownsampleDatasetOptions = {},
): Promise<DownsampleSummary> {
  // Before the lock, which makes a folder: what is no dataset is left as it is.
  const planned = await planDownsample(folder, options);
  if (options.dryRun) {
    assertNoConvert(planned.work);
    const missing = await checkSource(planned, options);
    return summaryOf(planned, 'planned', missing);
  }
  const lock = await enterFolder(folder, options.part);
  try {
    return await downsampleLocked(folder, options);
  } finally {
    await lock.release();
    await removeWorkFolder(folder);
  }
}

async function downsampleLocked(
  folder: string,
  options: DownsampleDatasetOptions,
): Promise<DownsampleSummary> {
  const { force = false, signal, onMessage } = options;
  // Once more, now that nobody else writes.
  const plan = await planDownsample(folder, options);
  const { work, spec } = plan;
  assertNoConvert(work);
  if (work.keys.length === 0) {
    await tidyFinished(plan, options);
    onMessage?.(`${folder}: nothing to add, all scales are there`);
    return summaryOf(plan, 'complete', 0);
  }
  const name = planOf(work.parameters);
  if (!force && plan.dropped > 0 && !(await readRecord(work.store, SCALES_PLAN))) {
    if (!(await hasProvenanceOf(work.store, name))) throw occupied(plan);
    onMessage?.(`${folder}: the same command made these scales; --force makes them again`);
    return summaryOf(plan, 'complete', 0);
  }
  const missing = await checkSource(plan, options);
  if (missing > 0) onMessage?.(`warning: ${missing} chunks of the source are not there and count as zeros`);
  const isComplete = await writePyramid(spec, work, {
    ...{
      parallel: options.parallel ?? defaultThreads(plan, options.memoryBytes),
      force,
      part: options.part,
      signal,
    },
    onProgress: options.onProgress,
    onResume: (done, all) =>
      onMessage?.(`going on with an unfinished run: ${done} of ${all} chunks are there`),
    finish: (store) => addProvenance(store, work.parameters, options),
  });
  return summaryOf(plan, isComplete ? 'written' : 'share', missing);
}

/** A thread holds what a chunk is made of, and a chunk of each scale. */
function defaultThreads({ spec: { info, factors } }: DownsamplePlan, memoryBytes = defaultMemoryBytes()) {
  const [source, first] = info.scales;
  const chunk = volumeOf((first ?? source).chunkSizes[0]) * info.numChannels * bytesPerSample(info.dataType);
  const cells = Math.max(1, ...factors.map(volumeOf));
  return threadsWithin(memoryBytes, chunk * (cells + info.scales.length));
}

/** A run that was killed after its scales were in the info has left a record. @throws InvalidDataError for another run's. */
async function tidyFinished({ work }: DownsamplePlan, options: DownsampleDatasetOptions): Promise<void> {
  const record = await readRecord(work.store, SCALES_PLAN);
  if (!record) return;
  const there = work.info.scales.map(({ key }) => key);
  const isFinished =
    record.state === 'writing' && keysOf(record.parameters).every((key) => there.includes(key));
  if (!isFinished) {
    const difference = firstDifference(record.parameters, work.parameters);
    if (difference) throw otherRun(work.output, difference);
  }
  await addProvenance(work.store, record.parameters, options);
  await removeScalesWork(work);
}

const planOf = (parameters: Parameters): string =>
  createHash('sha256').update(JSON.stringify(parameters)).digest('hex').slice(0, 16);

async function addProvenance(
  store: FileStore,
  parameters: Parameters,
  { command = process.argv.slice(2), onMessage }: DownsampleDatasetOptions,
): Promise<void> {
  const plan = planOf(parameters);
  if (await hasProvenanceOf(store, plan)) return;
  if (!(await appendProvenance(store, { command, inputs: [], plan })))
    onMessage?.(`${store.name}/provenance.json is of another program and was left as it is`);
}

/** Above this share of neighbours that differ, labels are none. */
const MAX_EDGES = 0.75;

/** @returns how many chunks of the source are missing. @throws MissingError; InvalidDataError for labels that are none. */
async function checkSource(
  { finest, spec }: DownsamplePlan,
  { fillMissing, method, signal }: DownsampleDatasetOptions,
): Promise<number> {
  const subject = spec.output;
  const missing = await countMissing(subject, spec.info.scales[0], signal);
  if (missing > 0 && !fillMissing) {
    throw new MissingError({
      subject: `${subject}/${spec.info.scales[0].key}`,
      expected: 'all chunks',
      got: `${missing} missing`,
      cure: 'Write them first, or give --fill-missing to take them as zeros',
    });
  }
  if (spec.info.type !== 'segmentation' || method !== undefined) return missing;
  const edges = await shareOfEdges(finest, signal);
  if (edges > MAX_EDGES) {
    throw new InvalidDataError({
      subject,
      expected: 'labels, most of whose neighbours are equal',
      got: `values of which ${Math.round(100 * edges)} % differ from their neighbour, as in an image`,
      cure: 'If it is an image, convert it with --type image; if these are labels, give --method mode',
    });
  }
  return missing;
}

function summaryOf(
  { spec, work }: DownsamplePlan,
  state: DownsampleSummary['state'],
  missingChunks: number,
): DownsampleSummary {
  const added = spec.info.scales.slice(1);
  const rounds = planRounds(spec);
  const chunks = chunksOfRounds(rounds);
  const shards = rounds.reduce((sum, round) => sum + shardsOfRound(round).length, 0);
  const scales = Math.max(work.info.scales.length, work.keep + added.length);
  const objects = shards || chunks;
  const rawBytes = added.reduce((sum, scale) => sum + rawBytesOf(scale, spec.info), 0);
  return { state, method: spec.method, added, scales, chunks, objects, rawBytes, missingChunks };
}

const rawBytesOf = ({ size }: ScaleInfo, { dataType, numChannels }: PrecomputedInfo): number =>
  volumeOf(size) * numChannels * bytesPerSample(dataType);

const occupied = ({ work, dropped }: DownsamplePlan) =>
  new InvalidDataError({
    subject: work.output,
    expected: `no scales after scale ${work.keep - 1}`,
    got: `${dropped}`,
    cure: 'Leave --mip out to add to them, or give --force to make them again',
  });
