/** Weights as matrix units take them: float16, in one part or two, scaled so that the second is not lost. */
import { roundToHalves } from './halves.ts';
import { MATRIX_EDGE } from './matrix-shape.ts';

export interface MatrixWeights {
  /** [part][kz, ky, kx][in][out], in and out padded with zeros to sixteens; float32 that float16 can hold. */
  readonly values: Float32Array<ArrayBuffer>;
  /** What a sum of products is multiplied by. */
  readonly unscale: number;
}

/** The largest weight becomes 2^9 to 2^10: its second part then is at least 2^-14, below which float16 has fewer bits. */
const LARGEST_EXPONENT = 9;

export const blocksOf = (channels: number): number => Math.ceil(channels / MATRIX_EDGE);

/** @param weights [kz, ky, kx, in, out] of 27 taps. */
export function packMatrixWeights(
  weights: Float32Array,
  [inChannels, outChannels]: readonly [number, number],
  isSplit: boolean,
): MatrixWeights {
  const [rows, columns] = [inChannels, outChannels].map((channels) => MATRIX_EDGE * blocksOf(channels));
  const scale = scaleOf(weights);
  const padded = new Float32Array(27 * rows * columns);
  for (let i = 0; i < weights.length; i++) {
    const row = Math.floor(i / outChannels);
    const at = Math.floor(row / inChannels) * rows + (row % inChannels);
    padded[at * columns + (i % outChannels)] = weights[i] * scale;
  }
  const high = roundToHalves(padded);
  if (!isSplit) return { values: high, unscale: 1 / scale };
  const values = new Float32Array(2 * high.length);
  values.set(high);
  values.set(roundToHalves(padded.map((value, i) => value - high[i])), high.length);
  return { values, unscale: 1 / scale };
}

/** A power of two: nothing is rounded by it. */
function scaleOf(weights: Float32Array): number {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  return largest > 0 ? 2 ** (LARGEST_EXPONENT - Math.floor(Math.log2(largest))) : 1;
}
