/** As test/fib25/train-step.test.ts, by kernels on the software adapter: minutes there. */
import { test } from 'node:test';
import { createWebgpuTrainable } from '../../ffn/backends/gradients/index.ts';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { openDevice } from '../../ffn/kernels/index.ts';
import { checkTrainStep, PUBLISHED } from '../support/train-step.ts';

test("loss and every tensor's gradient are torch's, on WebGPU", async (t) => {
  const { gpu } = await createNodeGpu({ software: true });
  const device = await openDevice({ gpu });
  try {
    const network = await createWebgpuTrainable(PUBLISHED, { device, batch: 1 });
    await checkTrainStep(network, (line) => t.diagnostic(line));
  } finally {
    device.device.destroy();
  }
});
