import type { Zyx } from '../../datasets/geometry/index.ts';

export interface GatherArguments {
  /** [z, y, x] of `shape`, float32. */
  readonly image: Float32Array;
  /** The same of logits; NaN where nothing was predicted. */
  readonly canvas: Float32Array;
  readonly shape: Zyx;
  /** First voxel of the field of view; all of it lies inside. */
  readonly start: Zyx;
  readonly size: Zyx;
  readonly padLogit: number;
}

/** @returns [z, y, x, 2] float32: image and seed of one field of view, unseen voxels at the pad logit. */
export function gather({ image, canvas, shape, start, size, padLogit }: GatherArguments): Float32Array {
  const output = new Float32Array(2 * size[0] * size[1] * size[2]);
  let to = 0;
  for (let z = 0; z < size[0]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[2]; x++) {
        const at = ((start[0] + z) * shape[1] + start[1] + y) * shape[2] + start[2] + x;
        output[to++] = image[at];
        output[to++] = Number.isNaN(canvas[at]) ? padLogit : canvas[at];
      }
    }
  }
  return output;
}
