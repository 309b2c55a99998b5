import type { Weights } from '../../model/index.ts';

/** What a network is shown: [z, y, x] of its field of view each. */
export interface Example {
  /** Normalised. */
  readonly image: Float32Array;
  /** Logits of the mask so far. */
  readonly seed: Float32Array;
  /** From 0 to 1: soft labels. */
  readonly labels: Float32Array;
  /** 0 for voxels that do not matter; default 1 everywhere. */
  readonly weights?: Float32Array;
}

/** What a batch gives. */
export interface BatchGradient {
  /** Mean over all voxels of all examples. */
  readonly loss: number;
  /** New logits of each example, [z, y, x]. */
  readonly logits: readonly Float32Array[];
  /** d loss / d weight by name, shaped as the weights. Before clipping. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** A network that says how its loss changes with its weights. */
export interface TrainableNetwork {
  /** @param weights that fit the network. */
  gradient(weights: Weights, batch: readonly Example[]): BatchGradient | Promise<BatchGradient>;
}

/** @throws RangeError naming an array that is not of the network's field of view. */
export function assertExample({ image, seed, labels, weights }: Example, voxels: number): void {
  for (const [name, array] of Object.entries({ image, seed, labels, weights }))
    if (array && array.length !== voxels)
      throw new RangeError(`${name}: expected ${voxels} voxels, got ${array.length}`);
}
