import { after, before, test } from 'node:test';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../../ffn/kernels/index.ts';
import { CONV3D_CASES, checkConv3dCase } from '../../support/conv3d-cases.ts';

let opened: ComputeDevice;

before(async () => {
  const { gpu } = await createNodeGpu({ software: true });
  opened = await openDevice({ gpu });
});

// Without this the process does not end.
after(() => opened.device.destroy());

for (const conv of CONV3D_CASES) {
  test(`conv3d: ${conv.name}`, async (t) => {
    t.diagnostic(`max |difference| ${await checkConv3dCase(opened.device, conv)} on ${opened.adapterName}`);
  });
}
