/** A training step of TensorFlow.js on its WebGPU backend: autograd over its operations. */
import type { Tensor, Tensor5D, Variable } from '@tensorflow/tfjs-core';
import { toZyx } from '../../../datasets/geometry/index.ts';
import { registerOwnKernels } from '../../../ffn/backends/index.ts';
import { createNodeGpu, installGpuGlobals } from '../../../ffn/kernels/index.node.ts';
import type { ConvStack3DConfig, Weights } from '../../../ffn/model/index.ts';
import type { BatchGradient, Example } from '../../../ffn/training/index.ts';
import { forwardInTfjs } from '../../support/tfjs/conv-stack.ts';

export interface TfjsTraining {
  /** Loss and gradients; forward, backward, and the way back to the host. */
  gradient(batch: readonly Example[]): Promise<Pick<BatchGradient, 'loss' | 'gradients'>>;
  /** From here on convolutions are ours; before, nothing is. */
  useOwnKernels(): void;
  dispose(): void;
}

/** On the software adapter. */
export async function openTfjsTraining(config: ConvStack3DConfig, weights: Weights): Promise<TfjsTraining> {
  const { gpu } = await createNodeGpu({ software: true });
  await installGpuGlobals({ gpu });
  const tf = await import('@tensorflow/tfjs-core');
  // Registers gradients.
  await import('@tensorflow/tfjs-layers');
  // Registers 'webgpu', which opens its own device of navigator.gpu.
  await import('@tensorflow/tfjs-backend-webgpu');
  await tf.setBackend('webgpu');
  const variables = new Map<string, Variable>(
    [...weights].map(([name, { data, shape }]) => [name, tf.variable(tf.tensor(data, [...shape]))]),
  );
  const join = (batch: readonly Example[], key: 'image' | 'seed' | 'labels') =>
    Float32Array.from(batch.flatMap((example) => [...example[key]]));
  return {
    async gradient(batch) {
      const shape = [batch.length, ...toZyx(config.fovSize), 1] as [number, number, number, number, number];
      const { value, grads } = tf.tidy(() => {
        const inputs = [tf.tensor5d(join(batch, 'image'), shape), tf.tensor5d(join(batch, 'seed'), shape)];
        const labels = tf.tensor1d(join(batch, 'labels'));
        return tf.variableGrads(() => {
          const logits = forwardInTfjs(
            tf,
            config,
            variables as ReadonlyMap<string, Tensor>,
            inputs as [Tensor5D, Tensor5D],
          );
          return tf.losses.sigmoidCrossEntropy(labels, tf.reshape(logits, [-1]));
        }, [...variables.values()]);
      });
      const gradients = new Map<string, Float32Array>();
      for (const [name, variable] of variables)
        gradients.set(name, (await grads[variable.name]!.data()) as Float32Array);
      const loss = (await value.data())[0]!;
      tf.dispose([value, grads]);
      return { loss, gradients };
    },
    useOwnKernels: () => void registerOwnKernels(tf),
    dispose: () => tf.removeBackend('webgpu'),
  };
}
