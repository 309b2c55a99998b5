import { createNodeGpu, installGpuGlobals } from '../../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../../ffn/kernels/index.ts';

/** The software adapter, with the globals that TensorFlow.js expects. */
export async function openSoftware(): Promise<ComputeDevice> {
  const { gpu } = await createNodeGpu({ software: true });
  await installGpuGlobals({ gpu });
  return openDevice({ gpu });
}
