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
  type StepResult,
  type TrainableNetwork,
  type Trainer,
  type TrainerState,
  type TrainOptions,
} from '../../ffn/training/index.ts';
import {
  type BusyClock,
  type Checkpoints,
  createBusyClock,
  createPatchReader,
  drawWalk,
  LOG_FILE,
  type LogLine,
  openCheckpoints,
  openEventFile,
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
  /** Folder of events for TensorBoard; default none. */
  readonly tensorboard?: string;
  /** Computes gradients; the caller's to close. */
  readonly network: TrainableNetwork;
  /** Begin anew where a run has begun. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
}

export type TrainEvent =
  | { readonly kind: 'resumed'; readonly step: number }
  | { readonly kind: 'step'; readonly step: number; readonly loss: number; readonly live: LogLine }
  | { readonly kind: 'log'; readonly line: LogLine }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string }
  | { readonly kind: 'failed'; readonly lastGood: string | undefined };

export interface TrainSummary {
  readonly steps: number;
  /** Of the newest model. */
  readonly model: string;
  /** The last line of the log that this run wrote, if any. */
  readonly last: LogLine | undefined;
  /** Of this run's time, the share in which gradients were computed. */
  readonly busyShare: number;
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
  const { config, options } = job;
  const clock = createBusyClock(job.network);
  const stream = readCoordinates(job.coordinates, { seed: options.seed, first: state.nextExample });
  const source = {
    coordinate: async () => (await stream.next()).value,
    read: createPatchReader(job.volumes, readSizeOf(patchSize(config, options), options.augmentations)),
  };
  try {
    const trainer = await createTrainer({ config, options, network: clock.network, source, state });
    const diary = await openDiary(job, { trainer, checkpoints, clock });
    return await runSteps(job, trainer, { checkpoints, diary });
  } catch (error) {
    job.onEvent?.({ kind: 'failed', lastGood: await checkpoints.last() });
    throw error;
  } finally {
    await stream.return(undefined);
  }
}

interface Records {
  readonly checkpoints: Checkpoints;
  readonly diary: Diary;
}

async function runSteps(
  job: TrainJob,
  trainer: Trainer,
  { checkpoints, diary }: Records,
): Promise<TrainSummary> {
  const { maxSteps, onEvent, signal } = job;
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
    onEvent?.({ kind: 'step', ...result, live: diary.add(result) });
    // The loss of this step is that of the weights before it.
    if (unproved) await keep(unproved);
    unproved = isCheckpointDue() ? trainer.state() : undefined;
    if (isLogDue()) await diary.write();
  }
  const model = await keep(trainer.state());
  await diary.finish();
  if (signal?.aborted && trainer.step < maxSteps) throw stopped(job.folder, trainer.step);
  return { steps: trainer.step, model, last: diary.last(), busyShare: diary.busyShare() };
}

/** Seconds between reports: pages that nobody reloads more often. */
const REPORT_SECONDS = 20;

type Diary = Awaited<ReturnType<typeof openDiary>>;

interface Told {
  readonly trainer: Trainer;
  readonly checkpoints: Checkpoints;
  readonly clock: BusyClock;
}

/** Log, report, and events for TensorBoard. */
async function openDiary(job: TrainJob, { trainer, checkpoints, clock }: Told) {
  const { folder, options, config, onEvent, tensorboard } = job;
  const { batchSize } = options;
  const { step, tracker } = trainer;
  const log = await openTrainLog(join(folder, LOG_FILE), { batchSize, step });
  const events = tensorboard === undefined ? undefined : await openEventFile(tensorboard, { step });
  const isReportDue = createClock(REPORT_SECONDS);
  const size = patchSize(config, options);
  const began = performance.now();
  let last: LogLine | undefined;
  const report = async () => {
    const pictures = await Promise.all(tracker.lastWalks.map((walk) => drawWalk(walk, size)));
    await checkpoints.writeReport(renderReport({ title: folder, lines: log.lines, pictures }));
  };
  return {
    /** @returns what the next line of the log would be. */
    add(result: StepResult): LogLine {
      log.add(result, clock.busyMs);
      return log.peek(tracker.peek())!;
    },
    last: () => last,
    busyShare: () => Math.min(1, clock.busyMs / Math.max(1, performance.now() - began)),
    async write() {
      const line = await log.write(tracker.take());
      if (!line) return;
      last = line;
      onEvent?.({ kind: 'log', line });
      await events?.add(line);
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
