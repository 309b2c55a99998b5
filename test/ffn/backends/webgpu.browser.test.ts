import { test } from 'node:test';
import { createWebgpuNetwork } from '../../../ffn/backends/index.ts';
import { openDevice } from '../../../ffn/kernels/index.ts';
import { checkNetworkCase, NETWORK_CASES } from '../../support/network-cases.ts';

for (const networkCase of NETWORK_CASES) {
  test(`webgpu equals plain loops in this browser: ${networkCase.name}`, async () => {
    await checkNetworkCase(networkCase, async (config, weights) =>
      createWebgpuNetwork(config, weights, { device: await openDevice() }),
    );
  });
}
