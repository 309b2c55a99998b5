import type { Tensor, Tensor5D } from '@tensorflow/tfjs-core';
import { type ConvStack3DConfig, listLayers } from '../../../ffn/model/index.ts';

type Core = typeof import('@tensorflow/tfjs-core');

/** A ConvStack3D in operations of TensorFlow.js. @param inputs image and seed, [batch, z, y, x, 1]. @returns logits. */
export function forwardInTfjs(
  tf: Core,
  config: ConvStack3DConfig,
  weights: ReadonlyMap<string, Tensor>,
  [image, seed]: readonly [Tensor5D, Tensor5D],
): Tensor5D {
  let values: Tensor5D = tf.concat([image, seed], 4);
  let kept = values;
  for (const layer of listLayers(config)) {
    if (layer.beginsModule) kept = values;
    if (layer.reluBefore) values = tf.relu(values);
    const sums = tf.conv3d(values, weights.get(`${layer.name}/weights`) as Tensor5D, 1, 'same');
    // On rank 5 the addition of a bias does not compile in the library.
    const rows = tf.reshape(sums, [-1, layer.outChannels]);
    values = tf.reshape(tf.add(rows, weights.get(`${layer.name}/biases`)!), sums.shape);
    if (layer.reluAfter) values = tf.relu(values);
    if (layer.endsModule) values = tf.add(values, kept);
  }
  return tf.add(values, seed);
}
