export type { ExampleSource } from './example-queue.ts';
export { initialWeights } from './initial-weights.ts';
export {
  assertTrainOptions,
  FOV_POLICIES,
  identityOf,
  TRAIN_DEFAULTS,
  type TrainOptions,
} from './options.ts';
export { decodeState, encodeState, type Identity, type StateRules } from './state-file.ts';
export {
  createTracker,
  type FinishedWalk,
  type MoveCounts,
  type Tracker,
  type TrackerSummary,
} from './tracker.ts';
export {
  createTrainer,
  firstState,
  type StepResult,
  type Trainer,
  type TrainerInput,
  type TrainerState,
  type WalkState,
} from './trainer.ts';
