/** A ConvStack3D in TensorFlow.js operations as they come, on its WebGPU backend: nothing of ours is registered. */
import { toZyx } from '../../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../../ffn/backends/index.ts';
import { createNodeGpu, installGpuGlobals } from '../../../ffn/kernels/index.node.ts';
import type { ConvStack3DConfig, Weights } from '../../../ffn/model/index.ts';
import { forwardInTfjs } from '../../support/tfjs/conv-stack.ts';

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
  return {
    async predict(image, seed, batch) {
      const shape = [batch, ...toZyx(config.fovSize), 1] as [number, number, number, number, number];
      const logits = tf.tidy(() =>
        forwardInTfjs(tf, config, tensors, [tf.tensor5d(image, shape), tf.tensor5d(seed, shape)]),
      );
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
