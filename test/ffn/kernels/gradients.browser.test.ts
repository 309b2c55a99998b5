import { after, before, test } from 'node:test';
import { type ComputeDevice, openDevice } from '../../../ffn/kernels/index.ts';
import { checkGradientCase, GRADIENT_CASES } from '../../support/gradient-cases.ts';

let opened: ComputeDevice;

before(async () => {
  opened = await openDevice();
});

after(() => opened.device.destroy());

for (const [name, sizes] of Object.entries(GRADIENT_CASES)) {
  test(`kernels of training: ${name}`, async () => {
    await checkGradientCase(opened.device, sizes);
  });
}
