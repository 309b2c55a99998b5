import { InvalidDataError } from '../../datasets/errors.ts';
import { decodeValues, type TensorValues } from './dtypes.ts';
import type { Checkpoint, CheckpointTensor } from './tensor-bundle.ts';
import type { Weights, WeightTensor } from './weights.ts';

/** The scope of the published network's variables; optimiser slots have one more part at the end. */
const WEIGHT_NAME = /^seed_update\/([^/]+\/(?:weights|biases))$/;

/** @returns a tensor's values, row-major. @throws UnsupportedError for float16, bfloat16 and strings. */
export function tensorValues({ name, type, bytes }: CheckpointTensor): TensorValues {
  return decodeValues(bytes, type, `tensor "${name}"`);
}

/**
 * Picks the network's variables out of a checkpoint; the step, statistics and optimiser slots stay behind.
 * @returns names without the scope `seed_update/`.
 * @throws InvalidDataError where there is none, or one is not float32.
 */
export function weightsFromCheckpoint(checkpoint: Checkpoint): Weights {
  const weights = new Map<string, WeightTensor>();
  for (const tensor of checkpoint.values()) {
    const name = WEIGHT_NAME.exec(tensor.name)?.[1];
    if (!name) continue;
    const data = tensorValues(tensor);
    if (!(data instanceof Float32Array)) {
      const subject = `tensor "${tensor.name}"`;
      throw new InvalidDataError({ subject, expected: 'float32', got: tensor.type.name });
    }
    weights.set(name, { shape: tensor.shape, data });
  }
  if (weights.size > 0) return weights;
  const got = `only ${[...checkpoint.keys()].slice(0, 4).join(', ')}`;
  throw new InvalidDataError({ subject: 'checkpoint', expected: 'tensors named seed_update/…', got });
}
