import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tfl from '@tensorflow/tfjs-layers';
import type { WritableStore } from '../../../datasets/stores/index.ts';
import { createTfjsNetwork } from '../../../ffn/backends/index.ts';
import { readTfjsModel } from '../../../ffn/model/index.ts';
import { apply, smallLayers } from '../../support/tfjs/layers-models.ts';
import { saveModel } from '../../support/tfjs/save-model.ts';

const open = async (store: WritableStore, args?: string) =>
  createTfjsNetwork(await readTfjsModel(store, 'model.json', args));

test("inputs and output that are not an FFN's are listed", async () => {
  await assert.rejects(open(await saveModel(await smallLayers('mask'))), {
    name: 'InvalidDataError',
    message: /expected one output, "logits" .*"update".*, got "mask"$/,
  });
  const input = tfl.input({ shape: [3, 5, 7, 1], name: 'picture' });
  const single = tfl.model({ inputs: input, outputs: apply(tfl.layers.reLU({ name: 'logits' }), input) });
  await assert.rejects(open(await saveModel(single), '{"fov_size":[7,5,3],"deltas":[2,1,0]}'), {
    name: 'InvalidDataError',
    message: /expected two inputs, "image" or "input_patches" and "seed" or "input_seed", got "picture"/,
  });
});

test('shapes that are not those of the field of view are told, at inputs and output', async () => {
  const store = await saveModel(await smallLayers('update'));
  await assert.rejects(open(store, '{"fov_size":[7,5,5],"deltas":[2,1,0]}'), {
    name: 'InvalidDataError',
    message: /input "image": expected shape \[any, 5, 5, 7, 1\].*got \[any, 3, 5, 7, 1\]/,
  });
  await assert.rejects(open(await saveModel(await smallLayers('update', 2))), {
    name: 'InvalidDataError',
    message: /output "update": expected float32 \[1, 3, 5, 7, 1\], got float32 \[1, 3, 5, 7, 2\]/,
  });
});
