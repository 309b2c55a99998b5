import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWasmNetwork } from '../../../ffn/backends/index.ts';
import { checkNetworkCase, NETWORK_CASES } from '../../support/network-cases.ts';
import { randomWeights } from '../../support/random-network.ts';

for (const networkCase of NETWORK_CASES) {
  test(`WebAssembly and plain loops agree: ${networkCase.name}`, async () => {
    await checkNetworkCase(networkCase, async (config, weights) => createWasmNetwork(config, weights));
  });
}

test('arrays of the wrong length are refused', async () => {
  const { config } = NETWORK_CASES[1] as (typeof NETWORK_CASES)[number];
  const network = createWasmNetwork(config, randomWeights(config, 1));
  await assert.rejects(network.predict(new Float32Array(1), new Float32Array(2), 1), {
    message: /predict: seed: expected 1 values/,
  });
  assert.equal(network.device, 'cpu (WebAssembly, 1 thread)');
});
