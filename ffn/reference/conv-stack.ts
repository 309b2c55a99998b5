import { type ConvStack3DConfig, listLayers, type Weights } from '../model/index.ts';
import { conv3d } from './conv3d.ts';

/**
 * The whole forward pass of a ConvStack3D, layer by layer.
 * @param weights that fit `config`.
 * @param image [batch, z, y, x] float32, normalised.
 * @param seed [batch, z, y, x] float32 logits.
 * @returns [batch, z, y, x] float32: seed + update.
 */
export function forwardConvStack(
  config: ConvStack3DConfig,
  weights: Weights,
  image: Float32Array,
  seed: Float32Array,
): Float32Array {
  const [x, y, z] = config.fovSize;
  const batch = seed.length / (x * y * z);
  let value = interleave(image, seed);
  let kept: Float32Array | undefined;
  for (const layer of listLayers(config)) {
    if (layer.beginsModule) kept = value;
    value = conv3d({
      shape: { batch, z, y, x, ...layer },
      input: value,
      weights: weights.get(`${layer.name}/weights`)!.data,
      biases: weights.get(`${layer.name}/biases`)!.data,
      reluBefore: layer.reluBefore,
      reluAfter: layer.reluAfter,
      residual: layer.endsModule ? kept : undefined,
    });
  }
  return value.map((update, i) => seed[i] + update);
}

/** Two volumes of one channel as one volume of two. */
function interleave(image: Float32Array, seed: Float32Array): Float32Array {
  const both = new Float32Array(2 * image.length);
  for (let i = 0; i < image.length; i++) {
    both[2 * i] = image[i];
    both[2 * i + 1] = seed[i];
  }
  return both;
}
