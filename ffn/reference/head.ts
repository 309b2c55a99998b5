export interface HeadArguments {
  /** [voxel, channel] float32, not rectified yet. */
  readonly trunk: Float32Array;
  /** [voxel] float32 logits that the network was given. */
  readonly seed: Float32Array;
  /** [channel] float32. */
  readonly weights: Float32Array;
  readonly bias: number;
}

/** @returns [voxel] float32 logits: the seed plus the last layer's update. Sums run in double precision. */
export function head({ trunk, seed, weights, bias }: HeadArguments): Float32Array {
  const channels = weights.length;
  return seed.map((logit, voxel) => {
    let update = bias;
    for (let c = 0; c < channels; c++) update += Math.max(trunk[voxel * channels + c], 0) * weights[c];
    return logit + update;
  });
}
