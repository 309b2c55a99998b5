import { test } from 'node:test';
import { createTfjsNetwork } from '../../../ffn/backends/index.ts';
import { readTfjsModel } from '../../../ffn/model/index.ts';
import { checkNetworkCase, NETWORK_CASES } from '../../support/network-cases.ts';
import { convStackGraph } from '../../support/tfjs/graph-models.ts';
import { convStackLayers } from '../../support/tfjs/layers-models.ts';
import { openSoftware } from '../../support/tfjs/open-software.ts';
import { saveModel } from '../../support/tfjs/save-model.ts';

const KINDS = { 'layers model': convStackLayers, 'graph model': convStackGraph };

for (const [kind, make] of Object.entries(KINDS)) {
  for (const networkCase of NETWORK_CASES) {
    test(`tfjs on WebGPU, a ${kind}, equals plain loops: ${networkCase.name}`, async (t) => {
      const worst = await checkNetworkCase(networkCase, async (config, weights) => {
        const store = await saveModel(await make(config, weights));
        return createTfjsNetwork(await readTfjsModel(store, 'model.json'), { device: await openSoftware() });
      });
      t.diagnostic(`max |difference| ${worst}`);
    });
  }

  test(`tfjs in plain JavaScript, a ${kind}, equals plain loops`, async () => {
    await checkNetworkCase(NETWORK_CASES[0]!, async (config, weights) => {
      const store = await saveModel(await make(config, weights));
      return createTfjsNetwork(await readTfjsModel(store, 'model.json'));
    });
  });
}
