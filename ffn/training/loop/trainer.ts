/** The loop of training: walks over patches, and a step of the optimizer for each field of view of all of them. Source: spec/ffn.md 5.6, 5.7. */
import { InvalidDataError } from '../../../datasets/errors.ts';
import { toZyx } from '../../../datasets/geometry/index.ts';
import type { ConvStack3DConfig, Weights } from '../../model/index.ts';
import type { Coordinate } from '../coordinates/index.ts';
import { evaluatedSize, makePatch, type PatchRules, patchSize } from '../examples/index.ts';
import type { TrainableNetwork } from '../network/index.ts';
import { clipGradients, createOptimizer, rateAt, type Slots } from '../optimizers.ts';
import {
  createSeed,
  type MovesState,
  nextStop,
  type Stop,
  takeLogits,
  type Walk,
  type WalkRules,
} from '../walk/index.ts';
import { addToAverages } from './averages.ts';
import { createExampleQueue, type ExampleQueue, type ExampleSource } from './example-queue.ts';
import { createMovesFactory, type MovesFactory } from './moves-factory.ts';
import { assertTrainOptions, type TrainOptions } from './options.ts';
import { createTracker, type Tracker } from './tracker.ts';

/** Everything that a run needs to go on as if nothing had stopped it. Plain data. */
export interface TrainerState {
  /** Steps that were made. */
  readonly step: number;
  /** Number of the next example that a walk will begin with. */
  readonly nextExample: number;
  readonly weights: Weights;
  readonly slots: Slots;
  /** Of the weights over the last steps, where they are kept; see `TrainOptions.averageDecay`. */
  readonly averages?: Weights | undefined;
  readonly walks: readonly WalkState[];
}

export interface WalkState {
  readonly example: number;
  readonly coordinate: Coordinate;
  readonly moves: MovesState;
  /** Logits so far, [z, y, x] of the patch. */
  readonly seed: Float32Array;
}

export interface StepResult {
  /** Number of the step, from 1 on. */
  readonly step: number;
  readonly loss: number;
  readonly rate: number;
}

export interface Trainer {
  readonly step: number;
  readonly tracker: Tracker;
  /**
   * Makes one step.
   * @throws InvalidDataError where loss or gradients are no numbers: the weights are left as they were. Those of the source.
   */
  next(): Promise<StepResult>;
  /** A copy, between steps. */
  state(): TrainerState;
}

export interface TrainerInput {
  readonly config: ConvStack3DConfig;
  readonly options: TrainOptions;
  /** Computes gradients. */
  readonly network: TrainableNetwork;
  readonly source: ExampleSource;
  /** To begin or to go on with; its arrays are copied. */
  readonly state: TrainerState;
}

/** What a run begins with. */
export const firstState = (weights: Weights): TrainerState => ({
  step: 0,
  nextExample: 0,
  weights,
  slots: new Map(),
  walks: [],
});

/**
 * As many walks as a batch has examples, each with an example of its own; example n has coordinate n, and random numbers of its own.
 * Weights after n steps depend on options, data and state alone: neither on threads nor on time.
 * @throws InvalidDataError as `assertTrainOptions`.
 */
export async function createTrainer({
  config,
  options,
  network,
  source,
  state,
}: TrainerInput): Promise<Trainer> {
  assertTrainOptions(config, options);
  const size = patchSize(config, options);
  const rules: WalkRules = { ...options, fovSize: toZyx(config.fovSize), patchSize: size };
  const patchRules: PatchRules = { ...options, size };
  const queue = createExampleQueue(source, patchRules, {
    first: state.nextExample,
    ahead: options.batchSize,
  });
  const createMoves = createMovesFactory(config, options);
  const weights = copyWeights(state.weights);
  const optimizer = createOptimizer(options.optimizer, weights, state.step > 0 ? state.slots : undefined);
  const averages = options.averageDecay > 0 ? copyWeights(state.averages ?? weights) : undefined;
  const tracker = createTracker(size, evaluatedSize(config, options.fovMoves));
  const walks = await resumeWalks(state.walks, { source, patchRules, createMoves });
  const walker: Walker = { rules, queue, createMoves, tracker };
  let step = state.step;
  return {
    tracker,
    get step() {
      return step;
    },
    async next() {
      const stops: Stop[] = [];
      for (let i = 0; i < options.batchSize; i++) stops.push(await advance(walks, i, walker));
      const { loss, logits, gradients } = await network.gradient(
        weights,
        stops.map(({ input }) => input),
      );
      clipGradients(gradients, options.maxGradientEntry);
      assertFinite({ loss, gradients }, step, options);
      const rate = rateAt(options.schedule, step);
      optimizer.apply(gradients, { step, rate });
      if (averages) addToAverages(averages, weights, options.averageDecay);
      for (const [i, { offset }] of stops.entries()) takeLogits(walks[i]!, logits[i]!, { offset, rules });
      return { step: ++step, loss, rate };
    },
    state: () => ({
      step,
      nextExample: queue.next,
      weights: copyWeights(weights),
      slots: new Map([...optimizer.slots].map(([name, values]) => [name, values.slice()])),
      averages: averages && copyWeights(averages),
      walks: walks.map(({ example, patch: { coordinate }, moves, seed }) => ({
        example,
        coordinate,
        moves: moves.state(),
        seed: seed.slice(),
      })),
    }),
  };
}

const copyWeights = (weights: Weights): Weights =>
  new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));

interface Resuming {
  readonly source: ExampleSource;
  readonly patchRules: PatchRules;
  readonly createMoves: MovesFactory;
}

const resumeWalks = (
  states: readonly WalkState[],
  { source, patchRules, createMoves }: Resuming,
): Promise<Walk[]> =>
  Promise.all(
    states.map(async ({ example, coordinate, moves, seed }) => ({
      example,
      patch: makePatch(await source.read(coordinate), example, patchRules),
      moves: createMoves(moves),
      seed: seed.slice(),
    })),
  );

interface Walker {
  readonly rules: WalkRules;
  readonly queue: ExampleQueue;
  readonly createMoves: MovesFactory;
  readonly tracker: Tracker;
}

/** Moves one of the walks on, to the next example where it is at its end. */
async function advance(
  walks: Walk[],
  i: number,
  { rules, queue, createMoves, tracker }: Walker,
): Promise<Stop> {
  for (;;) {
    const walk = walks[i];
    const stop = walk && nextStop(walk, rules, tracker.record);
    if (stop) return stop;
    if (walk) tracker.addWalk(walk);
    walks[i] = { ...(await queue.take()), moves: createMoves(), seed: createSeed(rules) };
  }
}

function assertFinite(
  { loss, gradients }: { readonly loss: number; readonly gradients: ReadonlyMap<string, Float32Array> },
  step: number,
  { schedule }: TrainOptions,
): void {
  const broken = Number.isFinite(loss)
    ? [...gradients].find(([, values]) => values.some((g) => !Number.isFinite(g)))?.[0]
    : 'loss';
  if (broken === undefined) return;
  throw new InvalidDataError({
    subject: `step ${step + 1}`,
    expected: 'a loss and gradients that are numbers',
    got: broken === 'loss' ? `a loss of ${loss}` : `none in the gradient of ${broken}`,
    cure: `The training has diverged: lower --learning_rate (${rateAt(schedule, step)}), and look at --image_mean and --image_stddev`,
  });
}
