import { type ConvStack3DConfig, expectedShapes, type Weights } from '../../ffn/model/index.ts';

/** A stream of numbers in [-1, 1) that is the same everywhere. Source: mulberry32, public domain. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

export const randomArray = (length: number, random: () => number, scale = 1): Float32Array =>
  Float32Array.from({ length }, () => scale * random());

/** Weights of a size that keeps activations near 1 however deep the network is. */
export function randomWeights(config: ConvStack3DConfig, seed: number): Weights {
  const random = createRandom(seed);
  return new Map(
    [...expectedShapes(config)].map(([name, shape]) => {
      const count = shape.reduce((n, d) => n * d, 1);
      const inputs = shape.length > 1 ? count / shape[shape.length - 1] : 1;
      return [name, { shape, data: randomArray(count, random, 1 / Math.sqrt(inputs)) }];
    }),
  );
}
