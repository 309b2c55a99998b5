import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTfjsNetwork } from '../../../ffn/backends/index.ts';
import { readTfjsModel } from '../../../ffn/model/index.ts';
import { smallLayers } from '../../support/tfjs/layers-models.ts';
import { saveModel } from '../../support/tfjs/save-model.ts';

test('without the optional packages the error says how to install them', async () => {
  const model = await readTfjsModel(await saveModel(await smallLayers('update')), 'model.json');
  const load = () => Promise.reject(new TypeError("Cannot find package '@tensorflow/tfjs-core'"));
  await assert.rejects(createTfjsNetwork(model, { load }), {
    name: 'UnsupportedError',
    message: /optional packages of TensorFlow.js, got Cannot find .*npm install @tensorflow\/tfjs-core/,
  });
});
