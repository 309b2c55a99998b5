import { TILE_CHANNELS } from './conv-kernel.ts';
import type { ConvChannels } from './kernels.ts';

const TAPS = 27;

/** Floats of weights of a 3x3x3 convolution. */
export const weightCount = ({ inChannels, outChannels }: ConvChannels): number =>
  TAPS * inChannels * outChannels;

/** Weights as a network has them, and the channels of its kernels, which may be more. */
export interface PlainWeights extends ConvChannels {
  /** [kz, ky, kx, in, out] of the network's own channels. */
  readonly data: Float32Array;
  readonly padded: ConvChannels;
}

/** Writes weights as the kernel of the convolution reads them: [out / 8, kz, ky, kx, in, 8], zeros where there are none. */
export function packWeights(
  target: Float32Array,
  { data, inChannels, outChannels, padded }: PlainWeights,
): void {
  target.fill(0);
  for (let tap = 0, from = 0; tap < TAPS; tap++) {
    for (let i = 0; i < inChannels; i++) {
      for (let o = 0; o < outChannels; o++) target[placeOf(tap, i, o, padded.inChannels)] = data[from++]!;
    }
  }
}

/**
 * Writes weights for the gradient of the input: the convolution of the output's gradient with the filter turned around on all axes, its
 * channels exchanged. [in / 8, kz, ky, kx, out, 8].
 */
export function packTurned(
  target: Float32Array,
  { data, inChannels, outChannels, padded }: PlainWeights,
): void {
  target.fill(0);
  for (let tap = 0, from = 0; tap < TAPS; tap++) {
    for (let i = 0; i < inChannels; i++) {
      for (let o = 0; o < outChannels; o++)
        target[placeOf(TAPS - 1 - tap, o, i, padded.outChannels)] = data[from++]!;
    }
  }
}

const placeOf = (tap: number, from: number, to: number, fromChannels: number): number =>
  ((Math.floor(to / TILE_CHANNELS) * TAPS + tap) * fromChannels + from) * TILE_CHANNELS +
  (to % TILE_CHANNELS);

/** The gradient of the weights out of the kernels' [kz, ky, kx, in, out]. @returns [kz, ky, kx, in, out] of the network's own channels. */
export function unpackGradient(
  source: Float32Array,
  { inChannels, outChannels, padded }: Omit<PlainWeights, 'data'>,
): Float32Array {
  const out = new Float32Array(TAPS * inChannels * outChannels);
  for (let tap = 0, to = 0; tap < TAPS; tap++) {
    for (let i = 0; i < inChannels; i++) {
      const from = (tap * padded.inChannels + i) * padded.outChannels;
      for (let o = 0; o < outChannels; o++) out[to++] = source[from + o]!;
    }
  }
  return out;
}
