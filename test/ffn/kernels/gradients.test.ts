import { after, before, test } from 'node:test';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../../ffn/kernels/index.ts';
import { checkGradientCase, GRADIENT_CASES } from '../../support/gradient-cases.ts';

let opened: ComputeDevice;

before(async () => {
  const { gpu } = await createNodeGpu({ software: true });
  opened = await openDevice({ gpu });
});

// Without this the process does not end.
after(() => opened.device.destroy());

for (const [name, sizes] of Object.entries(GRADIENT_CASES)) {
  test(`kernels of training: ${name}`, async (t) => {
    t.diagnostic(`max |difference| ${await checkGradientCase(opened.device, sizes)}`);
  });
}
