/**
 * A network set by hand, with no training: it floods bright interiors and stops at dark membranes. It makes
 * tests and demonstrations that exercise every part of inference in seconds and have a known answer.
 *
 * What it computes, exactly: with B = the 3x3x3 mean of the image is bright, S = the seed is flooded, every
 * module dilates S by one voxel in all 26 directions within B. Logits are 4 where flooded, 0.2 where bright
 * and not reached, -4 where dark. 0.2 is above 0, or the disconnected-seed rule would freeze the voxel for
 * good, and below the usual segment threshold (0.6, logit 0.405), so that it is no part of the object.
 *
 * The image is normalised as (v - 128) / 33. The threshold of B is 128, which is also what zero padding
 * stands for: padding draws the mean at the border of a FOV towards the threshold, never across it. The gain
 * saturates B for interiors >= 140 and membranes <= 110 even in a corner, where 8 of 27 voxels count.
 */
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { type ConvStack3DConfig, expectedShapes } from './conv-stack-3d.ts';
import type { Weights, WeightTensor } from './weights.ts';

export interface HandSetOptions {
  /** Modules: a voxel is reached over at most `depth - 1` voxels a step, which must exceed `deltas`. */
  readonly depth?: number;
  readonly fovSize?: Xyz;
  readonly deltas?: Xyz;
  /**
   * Logits of flooded voxels also follow the image's grain. They are all equal otherwise, and rounding, which every
   * backend does in its own way, decides where a walk goes. Default false.
   */
  readonly grain?: boolean;
}

export interface HandSetModel {
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
}

const HAND_SET_DEFAULTS = { depth: 6, fovSize: xyz(17, 17, 17), deltas: xyz(4, 4, 4) } as const;

/** Input channels of conv0_a. */
const [IMAGE, SEED] = [0, 1];
/** Channels of the trunk: the seed's positive and negative part, flooded, bright, grain, grain where flooded. */
const [P, N, S, B, G, GF] = [0, 1, 2, 3, 4, 5];
const FEATURES = 8;

/** Brightness per unit of the normalised mean: 12 grey values / 33 * 8 / 27 * 6 = 0.65, more than the 0.5 needed. */
const BRIGHT_GAIN = 6;
/** One flooded neighbour of 27 counts 4, is cut at 1 and 2, so that rounding errors below 1/4 die out. */
const FLOOD_GAIN = 4;
/** Where B is 0 this outweighs 27 flooded neighbours. */
const DARK_PENALTY = 27 * FLOOD_GAIN;

const [FLOODED_LOGIT, BRIGHT_LOGIT, DARK_LOGIT] = [4, 0.2, -4];

/** Grain is 3 in even surroundings; between levels of -2 and 2 it is above 0 and below the most wherever it lies. */
const [GRAIN_LEVEL, GRAIN_GAIN, GRAIN_MOST] = [3, 0.2, 6];

const CENTRE_TAP = 13;
const ALL_TAPS = Array.from({ length: 27 }, (_, tap) => tap);

/** @returns the network; FOV 17 with deltas 4 and depth 6, or as asked: FOV 9, deltas 2, depth 4 is the smallest. */
export function handSetModel(options: HandSetOptions = {}): HandSetModel {
  const { depth, fovSize, deltas } = { ...HAND_SET_DEFAULTS, ...options };
  const config: ConvStack3DConfig = { depth, features: FEATURES, fovSize, deltas };
  const weights = new Map<string, WeightTensor>();
  for (const [name, shape] of expectedShapes(config)) {
    weights.set(name, { shape, data: new Float32Array(shape.reduce((n, d) => n * d, 1)) });
  }
  const layer = (name: string): Layer => new Layer(weights, name);
  setInput(layer('conv0_a'), layer('conv0_b'));
  for (let i = 1; i < depth; i++) setModule(layer(`conv${i}_a`), layer(`conv${i}_b`));
  setHead(layer('conv_lom'));
  if (options.grain) setGrain(layer, depth);
  return { config, weights };
}

/** Splits the seed into signed parts and two ramps, the mean of the image into a ramp. */
function setInput(a: Layer, b: Layer): void {
  const [seedOver1, seedOver2, brightOver0, brightOver1] = [2, 3, 4, 5];
  a.at(P).tap(CENTRE_TAP, SEED, 1);
  a.at(N).tap(CENTRE_TAP, SEED, -1);
  a.at(seedOver1).tap(CENTRE_TAP, SEED, 1).bias(-1);
  a.at(seedOver2).tap(CENTRE_TAP, SEED, 1).bias(-2);
  for (const tap of ALL_TAPS) {
    a.at(brightOver0)
      .tap(tap, IMAGE, BRIGHT_GAIN / 27)
      .bias(0.5);
    a.at(brightOver1)
      .tap(tap, IMAGE, BRIGHT_GAIN / 27)
      .bias(-0.5);
  }
  b.at(P).tap(CENTRE_TAP, P, 1);
  b.at(N).tap(CENTRE_TAP, N, 1);
  b.at(S).tap(CENTRE_TAP, seedOver1, 1).tap(CENTRE_TAP, seedOver2, -1);
  b.at(B).tap(CENTRE_TAP, brightOver0, 1).tap(CENTRE_TAP, brightOver1, -1);
}

/** S becomes clamp(4 * neighbours flooded - 108 * dark - 1, 0, 1); the residual sum takes the old S away. */
function setModule(a: Layer, b: Layer): void {
  const [over1, over2, old] = [0, 1, 2];
  for (const [channel, cut] of [
    [over1, 1],
    [over2, 2],
  ]) {
    for (const tap of ALL_TAPS) a.at(channel).tap(tap, S, FLOOD_GAIN);
    a.at(channel)
      .tap(CENTRE_TAP, B, DARK_PENALTY)
      .bias(-DARK_PENALTY - cut);
  }
  a.at(old).tap(CENTRE_TAP, S, 1);
  b.at(S).tap(CENTRE_TAP, over1, 1).tap(CENTRE_TAP, over2, -1).tap(CENTRE_TAP, old, -1);
}

/** The update takes the seed away again, so that the sum of both says only what this step found. */
function setHead(head: Layer): void {
  const row = head.at(0).bias(DARK_LOGIT).tap(0, P, -1).tap(0, N, 1);
  row.tap(0, B, BRIGHT_LOGIT - DARK_LOGIT).tap(0, S, FLOODED_LOGIT - BRIGHT_LOGIT);
}

/** In [0, 1), without a common divisor: whole grey values give equal sums only where all 27 are equal. */
const grainOf = (tap: number): number => (1000 * Math.sqrt(tap + 2)) % 1;

/**
 * Adds to the logits of flooded voxels what a filter without a mean finds in the image around them, and says what is
 * flooded without a difference of large numbers: rounding stays far below the grain.
 */
function setGrain(layer: (name: string) => Layer, depth: number): void {
  const [ofImage, copy, dry] = [6, 3, 4];
  const a = layer('conv0_a').at(ofImage).bias(GRAIN_LEVEL);
  const mean = ALL_TAPS.reduce((sum, tap) => sum + grainOf(tap), 0) / ALL_TAPS.length;
  for (const tap of ALL_TAPS) a.tap(tap, IMAGE, GRAIN_GAIN * (grainOf(tap) - mean));
  layer('conv0_b').at(G).tap(CENTRE_TAP, ofImage, 1);
  const last = `conv${depth - 1}`;
  layer(`${last}_a`).at(copy).tap(CENTRE_TAP, G, 1);
  // 0 where the last module floods, 2 or more where it does not: the ramp of `setModule` upside down.
  const upsideDown = layer(`${last}_a`).at(dry);
  for (const tap of ALL_TAPS) upsideDown.tap(tap, S, -FLOOD_GAIN);
  upsideDown.tap(CENTRE_TAP, B, -DARK_PENALTY).bias(DARK_PENALTY + 2);
  // Below 0, which the head cuts off, where that floods nothing.
  const flooded = FLOODED_LOGIT - BRIGHT_LOGIT;
  layer(`${last}_b`)
    .at(GF)
    .bias(flooded)
    .tap(CENTRE_TAP, copy, 1)
    .tap(CENTRE_TAP, dry, -(flooded + GRAIN_MOST) / 2);
  layer('conv_lom').at(0).tap(0, GF, 1).tap(0, S, -flooded);
}

/** Writes single weights of one convolution. */
class Layer {
  readonly #weights: WeightTensor;
  readonly #biases: WeightTensor;

  constructor(weights: Weights, name: string) {
    this.#weights = weights.get(`${name}/weights`)!;
    this.#biases = weights.get(`${name}/biases`)!;
  }

  /** @returns setters for one output channel. */
  at(output: number): OutputChannel {
    const [, , , inChannels, outChannels] = this.#weights.shape;
    const channel: OutputChannel = {
      tap: (tap, input, value) => {
        this.#weights.data[(tap * inChannels + input) * outChannels + output] += value;
        return channel;
      },
      bias: (value) => {
        this.#biases.data[output] = value;
        return channel;
      },
    };
    return channel;
  }
}

interface OutputChannel {
  /** Adds to the weight of one input channel at one of the kernel's taps (z slowest, x fastest). */
  tap(tap: number, input: number, value: number): OutputChannel;
  bias(value: number): OutputChannel;
}
