import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ComputeDevice, openDevice } from '../../../ffn/kernels/index.ts';
import { CONV3D_CASES, checkConv3dCase } from '../../support/conv3d-cases.ts';

let opened: ComputeDevice;

before(async () => {
  opened = await openDevice();
});

after(() => opened.device.destroy());

test('this browser computes on a real adapter that says its name', () => {
  assert.notEqual(opened.adapterName, 'unnamed adapter');
});

for (const conv of CONV3D_CASES) {
  test(`conv3d: ${conv.name}`, async () => {
    await checkConv3dCase(opened.device, conv);
  });
}
