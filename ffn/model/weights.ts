/** A float32 array of any rank, row-major (the last axis is the fastest). */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Weights of a network by name: `conv0_a/weights` [kz, ky, kx, in, out], `conv0_a/biases` [out], and so on,
 * `conv_lom/…` last. Names are the published ones without their scope `seed_update/`.
 */
export type Weights = ReadonlyMap<string, WeightTensor>;

/** `[3,3,3,2,32]`, for messages. A scalar is `[]`. */
export const formatShape = (shape: readonly number[]): string => `[${shape.join(',')}]`;

/** Number of elements; 1 for a scalar. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** Variables that training leaves in a checkpoint and no network reads: the step and its statistics counters. */
export function isBookkeeping(name: string): boolean {
  return name === 'global_step' || name.startsWith('filter_');
}
