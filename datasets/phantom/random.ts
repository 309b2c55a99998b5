import { hashPoint } from './hash.ts';

const TWO_TO_32 = 4294967296;

/** A hash as a number in [0, 1), exactly. @param hash see `hashPoint`. */
export const unitOf = (hash: number): number => hash / TWO_TO_32;

/** A sequence of random numbers, the same on every machine. */
export interface Random {
  /** In [0, 1). */
  unit(): number;
  between(low: number, high: number): number;
  /** A point of the unit ball, evenly, never its centre. */
  inBall(): [number, number, number];
}

/** @param stream another stream of the same seed is independent of it. */
export function createRandom(seed: number, stream: number): Random {
  let counter = 0;
  const unit = () => unitOf(hashPoint(seed, stream, counter++, 0));
  return {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    inBall() {
      for (;;) {
        const [x, y, z] = [2 * unit() - 1, 2 * unit() - 1, 2 * unit() - 1];
        const square = x * x + y * y + z * z;
        if (square <= 1 && square > 1e-4) return [x, y, z];
      }
    },
  };
}

/** Deviation of the sum of four evenly distributed bytes. */
const FOUR_BYTES_DEVIATION = 147.8;

/** A nearly normal number, mean 0, deviation 1, within 3.5: the sum of a hash's four bytes. */
export const normalOf = (hash: number): number =>
  ((hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24) - 510) / FOUR_BYTES_DEVIATION;
