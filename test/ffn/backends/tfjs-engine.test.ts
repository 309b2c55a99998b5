/** What TensorFlow.js cannot compute, and what is said of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WritableStore } from '../../../datasets/stores/index.ts';
import { createTfjsNetwork } from '../../../ffn/backends/index.ts';
import { readTfjsModel } from '../../../ffn/model/index.ts';
import { GraphBuilder } from '../../support/tfjs/graph-models.ts';
import { SMALL, smallLayers } from '../../support/tfjs/layers-models.ts';
import { openSoftware } from '../../support/tfjs/open-software.ts';
import { editModel, saveModel } from '../../support/tfjs/save-model.ts';

const open = async (store: WritableStore, args?: string) =>
  createTfjsNetwork(await readTfjsModel(store, 'model.json', args));

test('an operation that the library does not know is named', async () => {
  const graph = new GraphBuilder();
  const [image, seed] = [graph.input('image', [3, 5, 7]), graph.input('seed', [3, 5, 7])];
  graph.add('sum', 'AddV2', [image, seed]);
  graph.add('logits', 'Relu', ['sum']);
  const store = await saveModel(await graph.load(SMALL));
  await editModel(store, (json) => JSON.parse(JSON.stringify(json).replace('"Relu"', '"FancyRelu"')));
  await assert.rejects(open(store), { name: 'UnsupportedError', message: /"FancyRelu"/ });
});

test('a layer that the library does not know is named', async () => {
  const store = await saveModel(await smallLayers('update'));
  await editModel(store, (json) => JSON.parse(JSON.stringify(json).replaceAll('"Conv3D"', '"FancyConv3D"')));
  await assert.rejects(open(store), { name: 'UnsupportedError', message: /"FancyConv3D"/ });
});

test('an operation whose shader does not compile on WebGPU is named, and the device is given back', async () => {
  const graph = new GraphBuilder();
  const [image, seed] = [graph.input('image', [3, 5, 7]), graph.input('seed', [3, 5, 7])];
  const [begin, end, strides] = [
    [0, 0, 0, 0, 0],
    [1, 3, 5, 7, 1],
    [1, 2, 2, 2, 1],
  ].map((values, i) => graph.constant(`slice${i}`, new Int32Array(values), [5]));
  graph.add('sum', 'AddV2', [image, seed]);
  // Small tensors stay on the CPU until something needs the GPU.
  graph.add('positive', 'Relu', ['sum']);
  graph.add('coarse', 'StridedSlice', ['positive', begin!, end!, strides!], {
    T: { type: 'DT_FLOAT' },
    Index: { type: 'DT_INT32' },
  });
  graph.add('logits', 'Relu', ['coarse']);
  const store = await saveModel(await graph.load(SMALL));
  const device = await openSoftware();
  await assert.rejects(createTfjsNetwork(await readTfjsModel(store, 'model.json'), { device }), {
    name: 'UnsupportedError',
    message: /"StridedSlice": .*WGSL/,
  });
  await device.device.lost;
});
