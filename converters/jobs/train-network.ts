import { join } from 'node:path';
import { AbortedError } from '../../datasets/errors.ts';
import { volumeOf } from '../../datasets/geometry/index.ts';
import type { ConvStack3DConfig, ModelMetadata, Weights } from '../../ffn/model/index.ts';
import {
  createTrainer,
  firstState,
  identityOf,
  initialWeights,
  patchSize,
  readSizeOf,
  type TrainableNetwork,
  type Trainer,
  type TrainerState,
  type TrainOptions,
} from '../../ffn/training/index.ts';
import {
  type Checkpoints,
  createPatchReader,
  drawWalk,
  LOG_FILE,
  type LogLine,
  openCheckpoints,
  openTrainLog,
  readCoordinates,
  renderReport,
  type TrainingVolume,
} from '../training/index.ts';
import { takeLock } from '../writing/index.ts';

export interface TrainJob {
  readonly config: ConvStack3DConfig;
  readonly options: TrainOptions;
  readonly volumes: readonly TrainingVolume[];
  /** TFRecord files. */
  readonly coordinates: readonly string[];
  /** State, models and log. */
  readonly folder: string;
  /** Of the models. */
  readonly metadata: ModelMetadata;
  /** To begin with; default random ones. */
  readonly weights?: Weights;
  /** Steps of all runs together, after which the training is over. */
  readonly maxSteps: number;
  readonly checkpointSeconds: number;
  readonly logSeconds: number;
  /** Computes gradients; the caller's to close. */
  readonly network: TrainableNetwork;
  /** Begin anew where a run has begun. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
}

export type TrainEvent =
  | { readonly kind: 'resumed'; readonly step: number }
  | { readonly kind: 'step'; readonly step: number; readonly loss: number }
  | { readonly kind: 'log'; readonly line: LogLine }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string }
  | { readonly kind: 'failed'; readonly lastGood: string | undefined };

export interface TrainSummary {
  readonly steps: number;
  /** Of the newest model. */
  readonly model: string;
  /** The last line of the log that this run wrote, if any. */
  readonly last: LogLine | undefined;
}

const LOCK_FOLDER = '.floodlight-train';

/**
 * Trains a network, from where an earlier run of the same folder stopped. Weights depend on the job alone, and on a GPU on
 * which one it is: not on threads, time, or interruptions. A state is written when the loss of its weights is known to be a number.
 * @throws AbortedError where the signal asks to stop, after a checkpoint; InvalidDataError where the training diverges, leaving the last
 * good checkpoint; DeviceLostError likewise; UsageError where another process trains in the folder; those of data, coordinates and state.
 */
export async function trainNetwork(job: TrainJob): Promise<TrainSummary> {
  const { folder, config, options, metadata, onEvent } = job;
  const lock = await takeLock(join(folder, LOCK_FOLDER), folder);
  try {
    const identity = identityOf(config, options);
    const patchVoxels = volumeOf(patchSize(config, options));
    const checkpoints = await openCheckpoints(folder, { config, identity, metadata, patchVoxels });
    if (job.overwrite) await checkpoints.clear();
    const kept = await checkpoints.load();
    if (kept) onEvent?.({ kind: 'resumed', step: kept.step });
    const state = kept ?? firstState(job.weights ?? initialWeights(config, options.seed));
    return await train(job, state, checkpoints);
  } finally {
    await lock.release();
  }
}

async function train(job: TrainJob, state: TrainerState, checkpoints: Checkpoints): Promise<TrainSummary> {
  const { config, options, network } = job;
  const stream = readCoordinates(job.coordinates, { seed: options.seed, first: state.nextExample });
  const source = {
    coordinate: async () => (await stream.next()).value,
    read: createPatchReader(job.volumes, readSizeOf(patchSize(config, options), options.augmentations)),
  };
  try {
    const trainer = await createTrainer({ config, options, network, source, state });
    return await runSteps(job, trainer, checkpoints);
  } catch (error) {
    job.onEvent?.({ kind: 'failed', lastGood: await checkpoints.last() });
    throw error;
  } finally {
    await stream.return(undefined);
  }
}

async function runSteps(job: TrainJob, trainer: Trainer, checkpoints: Checkpoints): Promise<TrainSummary> {
  const { maxSteps, onEvent, signal } = job;
  const diary = await openDiary(job, trainer, checkpoints);
  const isLogDue = createClock(job.logSeconds);
  const isCheckpointDue = createClock(job.checkpointSeconds);
  let unproved: TrainerState | undefined;
  const keep = async (state: TrainerState) => {
    await diary.write();
    const path = await checkpoints.write(state);
    onEvent?.({ kind: 'checkpoint', step: state.step, path });
    return path;
  };
  while (trainer.step < maxSteps && !signal?.aborted) {
    const result = await trainer.next();
    diary.add(result);
    onEvent?.({ kind: 'step', ...result });
    // The loss of this step is that of the weights before it.
    if (unproved) await keep(unproved);
    unproved = isCheckpointDue() ? trainer.state() : undefined;
    if (isLogDue()) await diary.write();
  }
  const model = await keep(trainer.state());
  await diary.finish();
  if (signal?.aborted && trainer.step < maxSteps) throw stopped(job.folder, trainer.step);
  return { steps: trainer.step, model, last: diary.last() };
}

/** Seconds between reports: pages that nobody reloads more often. */
const REPORT_SECONDS = 20;

/** Log and report. */
async function openDiary(job: TrainJob, trainer: Trainer, checkpoints: Checkpoints) {
  const { folder, options, config, onEvent } = job;
  const { batchSize } = options;
  const log = await openTrainLog(join(folder, LOG_FILE), { batchSize, step: trainer.step });
  const isReportDue = createClock(REPORT_SECONDS);
  const size = patchSize(config, options);
  let last: LogLine | undefined;
  const report = async () => {
    const pictures = await Promise.all(trainer.tracker.lastWalks.map((walk) => drawWalk(walk, size)));
    await checkpoints.writeReport(renderReport({ title: folder, lines: log.lines, pictures }));
  };
  return {
    add: log.add,
    last: () => last,
    async write() {
      const line = await log.write(trainer.tracker.take());
      if (!line) return;
      last = line;
      onEvent?.({ kind: 'log', line });
      if (isReportDue()) await report();
    },
    finish: report,
  };
}

/** @returns whether so many seconds have passed since it was last so. */
function createClock(seconds: number): () => boolean {
  let since = Date.now();
  return () => {
    if (Date.now() - since < 1000 * seconds) return false;
    since = Date.now();
    return true;
  };
}

const stopped = (subject: string, step: number) =>
  new AbortedError({
    subject,
    expected: 'to train to its end',
    got: `a request to stop at step ${step}`,
    cure: 'Run the same command again to go on from here',
  });
