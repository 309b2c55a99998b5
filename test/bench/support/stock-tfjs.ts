/** A ConvStack3D in TensorFlow.js operations as they come, on its WebGPU backend: nothing of ours is registered. */
import type { Tensor, Tensor5D } from '@tensorflow/tfjs-core';
import { toZyx } from '../../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../../ffn/backends/index.ts';
import { createNodeGpu, installGpuGlobals } from '../../../ffn/kernels/index.node.ts';
import { type ConvStack3DConfig, listLayers, type Weights } from '../../../ffn/model/index.ts';

/** On the software adapter. */
export async function openStockTfjs(
  config: ConvStack3DConfig,
  weights: Weights,
): Promise<Pick<FfnNetwork, 'predict' | 'dispose'>> {
  const { gpu } = await createNodeGpu({ software: true });
  await installGpuGlobals({ gpu });
  const tf = await import('@tensorflow/tfjs-core');
  // Registers 'webgpu', which opens its own device of navigator.gpu.
  await import('@tensorflow/tfjs-backend-webgpu');
  await tf.setBackend('webgpu');
  const tensors = new Map(
    [...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape], 'float32')]),
  );
  const tensor = <T extends Tensor>(name: string): T => tensors.get(name) as T;

  function forward(image: Tensor5D, seed: Tensor5D): Tensor {
    let values: Tensor5D = tf.concat([image, seed], 4);
    let kept = values;
    for (const layer of listLayers(config)) {
      if (layer.beginsModule) kept = values;
      if (layer.reluBefore) values = tf.relu(values);
      const sums = tf.conv3d(values, tensor<Tensor5D>(`${layer.name}/weights`), 1, 'same');
      // On rank 5 the addition of a bias does not compile.
      const rows = tf.reshape(sums, [-1, layer.outChannels]);
      values = tf.reshape(tf.add(rows, tensor(`${layer.name}/biases`)), sums.shape);
      if (layer.reluAfter) values = tf.relu(values);
      if (layer.endsModule) values = tf.add(values, kept);
    }
    return tf.add(values, seed);
  }

  return {
    async predict(image, seed, batch) {
      const shape = [batch, ...toZyx(config.fovSize), 1] as [number, number, number, number, number];
      const logits = tf.tidy(() => forward(tf.tensor5d(image, shape), tf.tensor5d(seed, shape)));
      const values = (await logits.data()) as Float32Array;
      logits.dispose();
      return values;
    },
    async dispose() {
      tf.disposeVariables();
      tf.removeBackend('webgpu');
    },
  };
}
