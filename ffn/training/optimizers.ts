/** TensorFlow 1's optimizers, with its formulas and defaults. Source: spec/ffn.md 5.7; tensorflow/core/kernels/training_ops.cc. */
import { InvalidDataError } from '../../datasets/errors.ts';
import type { Weights } from '../model/index.ts';

export const OPTIMIZERS = ['sgd', 'momentum', 'adam', 'adagrad', 'rmsprop'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

export interface OptimizerOptions {
  readonly name: OptimizerName;
  /** Of momentum (not Nesterov's) and rmsprop. */
  readonly momentum: number;
  readonly rmspropDecay: number;
  readonly adamBeta1: number;
  readonly adamBeta2: number;
  /** Of adam and rmsprop. */
  readonly epsilon: number;
}

/** Those of FFN's trainer. */
export const OPTIMIZER_DEFAULTS: OptimizerOptions = {
  name: 'sgd',
  momentum: 0.9,
  rmspropDecay: 0.9,
  adamBeta1: 0.9,
  adamBeta2: 0.999,
  epsilon: 1e-8,
};

export type Gradients = ReadonlyMap<string, Float32Array>;

/** What an optimizer remembers, by `WEIGHT/SLOT`, shaped as the weight. */
export type Slots = ReadonlyMap<string, Float32Array>;

export interface Optimizer {
  readonly slots: Slots;
  /**
   * Changes the weights, in place.
   * @param step steps that were made before. @param rate learning rate, > 0.
   */
  apply(gradients: Gradients, at: { readonly step: number; readonly rate: number }): void;
}

/** Slots of each optimizer, and what they begin with. */
const SLOTS: Readonly<Record<OptimizerName, Readonly<Record<string, number>>>> = {
  sgd: {},
  momentum: { momentum: 0 },
  adam: { m: 0, v: 0 },
  adagrad: { accumulator: 0.1 },
  rmsprop: { mean_square: 1, momentum: 0 },
};

/** Bytes of slots for each byte of weights. */
export const slotCount = (name: OptimizerName): number => Object.keys(SLOTS[name]).length;

/** Changes one weight tensor by its gradient. */
type Update = (weights: Float32Array, gradient: Float32Array, ...slots: Float32Array[]) => void;

/**
 * @param weights changed by `apply`.
 * @param kept slots of an earlier run, taken over.
 * @throws InvalidDataError where these are not the slots of this optimizer for these weights.
 */
export function createOptimizer(options: OptimizerOptions, weights: Weights, kept?: Slots): Optimizer {
  const names = Object.entries(SLOTS[options.name]);
  const slots = new Map(
    [...weights].flatMap(([weight, { data }]) =>
      names.map(([slot, begin]) => [`${weight}/${slot}`, new Float32Array(data.length).fill(begin)] as const),
    ),
  );
  if (kept) takeOver(slots, kept, options.name);
  return {
    slots,
    apply(gradients, at) {
      const update = updateOf(options, at);
      for (const [weight, { data }] of weights)
        update(data, gradients.get(weight)!, ...names.map(([slot]) => slots.get(`${weight}/${slot}`)!));
    },
  };
}

function takeOver(slots: Slots, kept: Slots, optimizer: OptimizerName): void {
  const isSame =
    kept.size === slots.size && [...slots].every(([name, { length }]) => kept.get(name)?.length === length);
  if (!isSame) {
    throw new InvalidDataError({
      subject: 'state of the optimizer',
      expected: `${slots.size} arrays of "${optimizer}", one a weight and slot`,
      got: `${kept.size} others`,
      cure: 'Train with the optimizer that the run began with, or begin anew',
    });
  }
  for (const [name, values] of slots) values.set(kept.get(name)!);
}

function updateOf(
  options: OptimizerOptions,
  { step, rate }: { readonly step: number; readonly rate: number },
): Update {
  const { momentum, rmspropDecay: decay, adamBeta1: beta1, adamBeta2: beta2, epsilon } = options;
  switch (options.name) {
    case 'sgd':
      return (w, g) => {
        for (let i = 0; i < w.length; i++) w[i]! -= rate * g[i]!;
      };
    case 'momentum':
      return (w, g, sums) => {
        for (let i = 0; i < w.length; i++) {
          sums![i] = momentum * sums![i]! + g[i]!;
          w[i]! -= rate * sums![i]!;
        }
      };
    case 'adam': {
      const t = step + 1;
      const corrected = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      return (w, g, m, v) => {
        for (let i = 0; i < w.length; i++) {
          m![i]! += (1 - beta1) * (g[i]! - m![i]!);
          v![i]! += (1 - beta2) * (g[i]! * g[i]! - v![i]!);
          w[i]! -= (corrected * m![i]!) / (Math.sqrt(v![i]!) + epsilon);
        }
      };
    }
    case 'adagrad':
      return (w, g, sums) => {
        for (let i = 0; i < w.length; i++) {
          sums![i]! += g[i]! * g[i]!;
          w[i]! -= (rate * g[i]!) / Math.sqrt(sums![i]!);
        }
      };
    case 'rmsprop':
      return (w, g, squares, moments) => {
        for (let i = 0; i < w.length; i++) {
          squares![i]! += (1 - decay) * (g[i]! * g[i]! - squares![i]!);
          moments![i] = momentum * moments![i]! + (rate * g[i]!) / Math.sqrt(squares![i]! + epsilon);
          w[i]! -= moments![i]!;
        }
      };
  }
}

/** The original's: no gradient of a single weight is larger. */
export const MAX_GRADIENT_ENTRY = 0.7;

/** Cuts every entry off at +-`most`, in place; 0 or less cuts nothing. */
export function clipGradients(gradients: Gradients, most: number): void {
  if (!(most > 0)) return;
  for (const values of gradients.values()) {
    for (let i = 0; i < values.length; i++) {
      if (values[i]! > most) values[i] = most;
      else if (values[i]! < -most) values[i] = -most;
    }
  }
}

export interface RateSchedule {
  readonly rate: number;
  /** Both or none. */
  readonly decayFactor?: number;
  readonly decaySteps?: number;
}

/** In stairs: rate * factor^floor(step / steps). */
export function rateAt({ rate, decayFactor, decaySteps }: RateSchedule, step: number): number {
  if (decayFactor === undefined || decaySteps === undefined) return rate;
  return rate * decayFactor ** Math.floor(step / decaySteps);
}
