/** What lies between convolutions in training, as loops that a reader can check. Channels are last; sums are float64. */

export interface LossArguments {
  /** [voxel] float32. */
  readonly logits: Float32Array;
  /** [voxel], from 0 to 1. */
  readonly labels: Float32Array;
  /** [voxel], 0 for what does not matter. */
  readonly weights: Float32Array;
  /** 1 / number of voxels that the mean is taken over. */
  readonly share: number;
}

/** @returns [voxel]: d loss / d logit of the mean sigmoid cross-entropy. */
export const lossGradient = ({ logits, labels, weights, share }: LossArguments): Float64Array =>
  Float64Array.from(logits, (x, i) => weights[i]! * (1 / (1 + Math.exp(-x)) - labels[i]!) * share);

export interface HeadGradientArguments {
  /** [voxel, channel], not rectified. */
  readonly trunk: Float32Array;
  /** [voxel]. */
  readonly logitGradient: Float32Array;
  /** [channel]. */
  readonly weights: Float32Array;
}

/** @returns [voxel, channel]: of the trunk. */
export const headGradient = ({ trunk, logitGradient, weights }: HeadGradientArguments): Float64Array =>
  Float64Array.from(trunk, (value, i) => {
    const channel = i % weights.length;
    return value > 0 ? logitGradient[Math.floor(i / weights.length)]! * weights[channel]! : 0;
  });

export interface MaskArguments {
  /** What went into the rectifier, or came out of it. */
  readonly kept: Float32Array;
  /** Of what came out. */
  readonly gradient: Float32Array;
  /** Added, where it is given. */
  readonly addTo?: Float32Array;
}

/** @returns the gradient of what went in. */
export const maskGradient = ({ kept, gradient, addTo }: MaskArguments): Float64Array =>
  Float64Array.from(gradient, (g, i) => (kept[i]! > 0 ? g : 0) + (addTo?.[i] ?? 0));

export interface ChannelSumsArguments {
  /** [voxel, channel]. */
  readonly values: Float32Array;
  readonly channels: number;
  /** Rectify the values first. */
  readonly relu?: boolean;
  /** [voxel]; default 1. */
  readonly factors?: Float32Array;
}

/** @returns [channel]. */
export function channelSums({ values, channels, relu, factors }: ChannelSumsArguments): Float64Array {
  const sums = new Float64Array(channels);
  values.forEach((value, i) => {
    sums[i % channels]! += (relu ? Math.max(value, 0) : value) * (factors?.[Math.floor(i / channels)] ?? 1);
  });
  return sums;
}

/** @param parts [part][i]. @returns [i]. */
export const sumParts = (parts: Float32Array, length: number): Float64Array =>
  channelSums({ values: parts, channels: length });
