import { InvalidDataError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { formatShape, isBookkeeping, type Weights } from './weights.ts';

/**
 * The one architecture of published FFNs: a stack of 3x3x3 convolutions in residual modules of two.
 * Source: google/ffn, `ffn/training/models/convstack_3d.py`.
 */
export interface ConvStack3DConfig {
  /** Modules, the first one included; >= 1. The published FIB-25 network has 12. */
  readonly depth: number;
  /** Channels: one number for all, or one for each 3x3x3 convolution in order of creation (2 * depth of them). */
  readonly features: number | readonly number[];
  /** Field of view of image, seed and prediction alike, in voxels (xyz). Odd. */
  readonly fovSize: Xyz;
  /** Step by which the field of view moves, in voxels (xyz). At most half the field of view. */
  readonly deltas: Xyz;
}

/** One convolution: stride 1, zero padding that keeps the size, no kernel flip, a bias always. */
export interface ConvLayer {
  readonly name: string;
  /** Edge of the cubic kernel in voxels. */
  readonly kernelSize: 1 | 3;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Rectify the input first. */
  readonly reluBefore: boolean;
  /** Rectify the output. */
  readonly reluAfter: boolean;
  /** Where a residual module begins: the unrectified input is kept. */
  readonly beginsModule: boolean;
  /** Where it ends: what was kept is added to the output. */
  readonly endsModule: boolean;
}

/** Image and seed, in this order. */
export const INPUT_CHANNELS = 2;

/** @returns channels of the `2 * depth` 3x3x3 convolutions. */
export function featureList({ depth, features }: ConvStack3DConfig): readonly number[] {
  return typeof features === 'number'
    ? Array<number>(2 * depth).fill(features)
    : features.slice(0, 2 * depth);
}

/** @returns the `2 * depth + 1` convolutions in the order in which they run; the last one is `conv_lom`. */
export function listLayers(config: ConvStack3DConfig): readonly ConvLayer[] {
  const features = featureList(config);
  const layers = features.map((outChannels, i): ConvLayer => {
    const module = i >> 1;
    const isFirst = i % 2 === 0;
    return {
      name: `conv${module}_${isFirst ? 'a' : 'b'}`,
      kernelSize: 3,
      inChannels: features[i - 1] ?? INPUT_CHANNELS,
      outChannels,
      reluBefore: isFirst && module > 0,
      reluAfter: isFirst,
      beginsModule: isFirst && module > 0,
      endsModule: !isFirst && module > 0,
    };
  });
  return [...layers, headLayer(features.at(-1) ?? INPUT_CHANNELS)];
}

function headLayer(inChannels: number): ConvLayer {
  return {
    name: 'conv_lom',
    kernelSize: 1,
    inChannels,
    outChannels: 1,
    reluBefore: true,
    reluAfter: false,
    beginsModule: false,
    endsModule: false,
  };
}

/** @returns `[kz, ky, kx, in, out]`. */
export function weightShape({ kernelSize: k, inChannels, outChannels }: ConvLayer): readonly number[] {
  return [k, k, k, inChannels, outChannels];
}

/** @returns every tensor the network reads, by name, with its shape. */
export function expectedShapes(config: ConvStack3DConfig): ReadonlyMap<string, readonly number[]> {
  return new Map(
    listLayers(config).flatMap((layer): [string, readonly number[]][] => [
      [`${layer.name}/weights`, weightShape(layer)],
      [`${layer.name}/biases`, [layer.outChannels]],
    ]),
  );
}

/**
 * Checks that weights belong to a network: every tensor there, of its shape, all of it finite, and none left over.
 * `global_step` and `filter_*`, which training leaves behind, are passed over.
 * @throws InvalidDataError naming the tensor and both shapes.
 */
export function assertWeightsFit(config: ConvStack3DConfig, weights: Weights): void {
  const expected = expectedShapes(config);
  const network = `ConvStack3D of depth ${config.depth}`;
  for (const [name, shape] of expected) {
    const tensor = weights.get(name);
    const got = tensor ? formatShape(tensor.shape) : 'no such tensor';
    if (!tensor || got !== formatShape(shape))
      throw misfit(name, `shape ${formatShape(shape)} in a ${network}`, got);
    const count = shape.reduce((n, d) => n * d, 1);
    if (tensor.data.length !== count) throw misfit(name, `${count} values`, `${tensor.data.length}`);
    // One of them makes every logit NaN, no seed ever passes, and an empty segmentation would look like a result.
    const broken = tensor.data.findIndex((v) => !Number.isFinite(v));
    if (broken >= 0) throw notFinite(name, `${tensor.data[broken]} at index ${broken}`);
  }
  for (const [name, { shape }] of weights) {
    if (expected.has(name) || isBookkeeping(name)) continue;
    throw misfit(name, `no such tensor in a ${network}`, formatShape(shape));
  }
}

const notFinite = (name: string, got: string): InvalidDataError =>
  new InvalidDataError({
    subject: `weights "${name}"`,
    expected: 'finite numbers',
    got,
    cure: 'The training has diverged, or the file is broken: take an earlier checkpoint',
  });

function misfit(name: string, expected: string, got: string): InvalidDataError {
  const cure = 'Check that "depth" and "features" of model_args belong to this checkpoint';
  return new InvalidDataError({ subject: `weights "${name}"`, expected, got, cure });
}
