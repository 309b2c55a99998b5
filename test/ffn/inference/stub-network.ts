import type { Zyx } from '../../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../../ffn/backends/index.ts';
import { type CanvasOptions, parseInferenceOptions, resolveOptions } from '../../../ffn/inference/index.ts';

export const OPTIONS: CanvasOptions = resolveOptions(
  parseInferenceOptions(`init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6
    min_boundary_dist { x: 1 y: 1 z: 1 } min_segment_size: 10`),
);

/** Logits of what the stubs are sure of. */
export const INSIDE = 4;
export const OUTSIDE = -4;

export type Predict = (image: Float32Array, seed: Float32Array) => Float32Array;

/** A network of field of view 5x5x5 and steps of 2 voxels that is a function. */
export function stubNetwork(predict: Predict = floodBright, fovSize: Zyx = [5, 5, 5]): FfnNetwork {
  return {
    info: { fovSize, deltas: [2, 2, 2] },
    device: 'stub',
    predict: async (image, seed) => predict(image, seed),
    dispose: async () => {},
  };
}

/** Everything bright is the object, wherever it starts; nearest the centre it is surest, so that walks go straight. */
export function floodBright(image: Float32Array): Float32Array {
  return image.map((v, i) => {
    const square = ((i % 5) - 2) ** 2 + ((Math.floor(i / 5) % 5) - 2) ** 2 + (Math.floor(i / 25) - 2) ** 2;
    return v > 0 ? INSIDE - 0.01 * square : OUTSIDE;
  });
}

/** Flat [z, y, x] image, 1 inside the boxes `[begin, end)` and 0 elsewhere. */
export function brightBoxes(shape: Zyx, boxes: readonly (readonly [begin: Zyx, end: Zyx])[]): Float32Array {
  const image = new Float32Array(shape[0] * shape[1] * shape[2]);
  for (const [begin, end] of boxes) {
    for (let z = begin[0]; z < end[0]; z++) {
      for (let y = begin[1]; y < end[1]; y++) {
        for (let x = begin[2]; x < end[2]; x++) image[(z * shape[1] + y) * shape[2] + x] = 1;
      }
    }
  }
  return image;
}
