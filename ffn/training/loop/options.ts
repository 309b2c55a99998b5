import { InvalidDataError } from '../../../datasets/errors.ts';
import { toZyx, zyx } from '../../../datasets/geometry/index.ts';
import type { ConvStack3DConfig } from '../../model/index.ts';
import { type Augmentations, NO_AUGMENTATIONS } from '../augment/index.ts';
import {
  assertSymmetries,
  OBJECT_LABEL,
  type PatchReach,
  patchSize,
  SYMMETRY_DEFAULTS,
  type Symmetries,
} from '../examples/index.ts';
import {
  MAX_GRADIENT_ENTRY,
  OPTIMIZER_DEFAULTS,
  type OptimizerOptions,
  type RateSchedule,
} from '../optimizers.ts';

export const FOV_POLICIES = ['fixed', 'max_pred_moves'] as const;

/** What decides, with the data, how weights change. */
export interface TrainOptions extends PatchReach {
  readonly batchSize: number;
  /** Probability where nothing was predicted. */
  readonly seedPad: number;
  /** Probability from which on the field of view moves; inference must take the same. */
  readonly threshold: number;
  /** Put the fixed moves into a random order, once. */
  readonly shuffleMoves: boolean;
  readonly symmetries: Symmetries;
  readonly augmentations: Augmentations;
  readonly optimizer: OptimizerOptions;
  readonly schedule: RateSchedule;
  /** See `clipGradients`. */
  readonly maxGradientEntry: number;
  /** Models get averages of the weights, over about 1 / (1 - decay) steps; 0: the weights of their step. Below 1. */
  readonly averageDecay: number;
  /** Decides the first weights, the order of moves and how examples are turned. Unsigned 32-bit integer. */
  readonly seed: number;
}

/** Those of FFN's trainer. */
export const TRAIN_DEFAULTS: TrainOptions = {
  batchSize: 4,
  policy: 'fixed',
  fovMoves: 1,
  seedPad: 0.05,
  threshold: 0.9,
  shuffleMoves: true,
  symmetries: SYMMETRY_DEFAULTS,
  augmentations: NO_AUGMENTATIONS,
  optimizer: OPTIMIZER_DEFAULTS,
  schedule: { rate: 0.001 },
  maxGradientEntry: MAX_GRADIENT_ENTRY,
  averageDecay: 0,
  seed: 1,
};

/** @throws InvalidDataError for what cannot be trained with. */
export function assertTrainOptions(config: ConvStack3DConfig, options: TrainOptions): void {
  const { seedPad, threshold, symmetries } = options;
  assertBetween('seed_pad', seedPad, 1);
  // A walk begins at its middle, which has the probability of an object's label: above it, nothing would ever be learned.
  assertBetween('threshold', threshold, OBJECT_LABEL);
  assertSymmetries(symmetries, {
    fov_size: toZyx(config.fovSize),
    deltas: toZyx(config.deltas),
    'a patch': patchSize(config, options),
  });
  if (config.deltas.some((n) => n > 0)) return;
  throw new InvalidDataError({
    subject: 'model_args "deltas"',
    expected: 'a step above 0 on some axis',
    got: zyx(0, 0, 0).join(', '),
  });
}

function assertBetween(subject: string, value: number, most: number): void {
  if (value > 0 && value <= most && value < 1) return;
  throw new InvalidDataError({
    subject,
    expected: `a probability above 0 and up to ${most}`,
    got: `${value}`,
  });
}

/** What a run that goes on must have in common with its beginning, as text by name of the flag. */
export function identityOf(config: ConvStack3DConfig, options: TrainOptions): Record<string, string> {
  const { depth, features, fovSize, deltas } = config;
  return {
    model_args: JSON.stringify({ depth, features, fov_size: fovSize, deltas }),
    batch_size: `${options.batchSize}`,
    fov_policy: options.policy,
    fov_moves: `${options.fovMoves}`,
    'shuffle-moves': `${options.shuffleMoves}`,
    optimizer: options.optimizer.name,
    augmentations: JSON.stringify(options.augmentations),
    seed: `${options.seed}`,
  };
}
