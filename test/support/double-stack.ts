import { type ConvLayer, type ConvStack3DConfig, listLayers } from '../../ffn/model/index.ts';

/** Weights in double precision. */
export type DoubleWeights = ReadonlyMap<string, ArrayLike<number>>;

/**
 * The forward pass with no rounding to floats anywhere, so that slopes can be taken over steps so small that no rectifier changes its
 * side. @param image, seed [z, y, x] of the field of view. @returns logits.
 */
export function forwardInDouble(
  config: ConvStack3DConfig,
  weights: DoubleWeights,
  image: ArrayLike<number>,
  seed: ArrayLike<number>,
): Float64Array {
  const size = [...config.fovSize].reverse() as [number, number, number];
  let value: Float64Array = Float64Array.from(
    { length: 2 * image.length },
    (_, i) => (i % 2 ? seed : image)[i >> 1]!,
  );
  let kept = value;
  for (const layer of listLayers(config)) {
    if (layer.beginsModule) kept = value;
    const input = layer.reluBefore ? value.map((v) => Math.max(v, 0)) : value;
    let output = convolve(input, size, layer, weights);
    if (layer.reluAfter) output = output.map((v) => Math.max(v, 0));
    if (layer.endsModule) output = output.map((v, i) => v + kept[i]!);
    value = output;
  }
  return value.map((update, i) => seed[i]! + update);
}

function convolve(
  input: Float64Array,
  [nz, ny, nx]: readonly [number, number, number],
  { name, kernelSize: k, inChannels, outChannels }: ConvLayer,
  weights: DoubleWeights,
): Float64Array {
  const [w, b] = [weights.get(`${name}/weights`)!, weights.get(`${name}/biases`)!];
  const r = (k - 1) / 2;
  return Float64Array.from({ length: (input.length / inChannels) * outChannels }, (_, index) => {
    const [o, voxel] = [index % outChannels, Math.floor(index / outChannels)];
    const [x, y, z] = [voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / nx / ny)];
    let sum = b[o]!;
    for (let tap = 0; tap < k ** 3; tap++) {
      const iz = z + Math.floor(tap / k / k) - r;
      const iy = y + (Math.floor(tap / k) % k) - r;
      const ix = x + (tap % k) - r;
      if (iz < 0 || iz >= nz || iy < 0 || iy >= ny || ix < 0 || ix >= nx) continue;
      const from = ((iz * ny + iy) * nx + ix) * inChannels;
      for (let i = 0; i < inChannels; i++)
        sum += input[from + i]! * w[(tap * inChannels + i) * outChannels + o]!;
    }
    return sum;
  });
}
