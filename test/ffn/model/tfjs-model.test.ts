/** Files of TensorFlow.js models, as its own saving writes them, whole and damaged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import type { WritableStore } from '../../../datasets/stores/index.ts';
import { readTfjsModel } from '../../../ffn/model/index.ts';
import { smallLayers } from '../../support/tfjs/layers-models.ts';
import { editModel, saveModel } from '../../support/tfjs/save-model.ts';

const read = (store: WritableStore, args?: string) => readTfjsModel(store, 'model.json', args);

test('a missing file of weights is named', async () => {
  const store = await saveModel(await smallLayers('update'));
  await store.delete?.('model.weights.bin');
  await assert.rejects(read(store), {
    name: 'MissingError',
    message: 'memory/model.json: weights: expected a file memory/model.weights.bin, got none',
  });
});

test('weights that are too short, by a byte, are corrupt', async () => {
  const store = await saveModel(await smallLayers('update'));
  const weights = await store.get('model.weights.bin');
  await store.put('model.weights.bin', weights!.subarray(1));
  await assert.rejects(read(store), {
    name: 'CorruptDataError',
    message: 'memory/model.weights.bin: expected 12 bytes of weights, got 11',
  });
});

test('weights are read from beside the model only', async () => {
  for (const path of ['../other.bin', '/etc/passwd', 'https://example.org/w.bin', 3]) {
    const store = await saveModel(await smallLayers('update'));
    await editModel(store, (json) => ({ ...json, weightsManifest: [{ paths: [path], weights: [] }] }));
    await assert.rejects(read(store), {
      name: 'InvalidDataError',
      message: /paths of files beside the model/,
    });
  }
});

test('what is no model is refused: no JSON, no topology, no format, no file', async () => {
  const store = await saveModel(await smallLayers('update'));
  await editModel(store, (json) => ({ ...json, format: 'tflite' }));
  await assert.rejects(read(store), {
    name: 'InvalidDataError',
    message: /"graph-model" or "layers-model", got "tflite"/,
  });
  await editModel(store, ({ modelTopology, ...json }) => json);
  await assert.rejects(read(store), {
    name: 'InvalidDataError',
    message: /expected a modelTopology, got none/,
  });
  await store.put('model.json', new TextEncoder().encode('{"modelTopology":'));
  await assert.rejects(read(store), { name: 'CorruptDataError', message: /expected JSON/ });
  await store.delete?.('model.json');
  await assert.rejects(read(store), {
    name: 'MissingError',
    message: /expected a file memory\/model.json, got none/,
  });
});

test('the field of view must be said, in the file or beside it', async () => {
  const store = await saveModel(await smallLayers('update'));
  await editModel(store, ({ userDefinedMetadata, ...json }) => json);
  await assert.rejects(read(store), {
    name: 'InvalidDataError',
    message: /fov_size and deltas.*--model-args/,
  });
  const { config } = await read(store, '{"fov_size":[9,7,5],"deltas":[1,2,0]}');
  assert.deepEqual(config, { fovSize: xyz(9, 7, 5), deltas: xyz(1, 2, 0) });
});
