import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import {
  decodeModel,
  decodeOnnxModel,
  encodeModel,
  encodeOnnx,
  encodeSafetensors,
  handSetModel,
  modelTexts,
  weightsId,
} from '../../../ffn/model/index.ts';

const { config, weights } = handSetModel({ depth: 4, fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2) });
const metadata = {
  voxelSizeNm: xyz(8, 8, 40),
  polarity: 'dark-membranes',
  imageMean: 128,
  imageStddev: 33.5,
} as const;

test('architecture, weights and what it was trained on travel in one file of either kind', () => {
  const onnx = encodeOnnx(config, weights, modelTexts(config, metadata));
  for (const model of [
    decodeModel(encodeModel({ config, weights, metadata }), 'm'),
    decodeOnnxModel(onnx, 'm'),
  ]) {
    assert.deepEqual(model.config, config);
    assert.deepEqual(model.metadata, metadata);
    assert.equal(weightsId(model.weights), weightsId(weights));
    for (const [name, tensor] of weights) assert.deepEqual(model.weights.get(name), tensor, name);
  }
});

test('one bit of one weight is another id', () => {
  const changed = new Map(weights);
  const head = weights.get('conv_lom/weights')!;
  const data = head.data.slice();
  data[0] = Math.fround(data[0]! + 1e-6);
  changed.set('conv_lom/weights', { ...head, data });
  assert.notEqual(weightsId(changed), weightsId(weights));
});

test('weights that do not fit, a missing and an extra tensor, and a file of something else', () => {
  const texts = modelTexts(config, {});
  const decode = (tensors: typeof weights, said: Record<string, string> = texts) =>
    decodeModel(encodeSafetensors({ tensors, metadata: said }), 'm');
  const without = new Map(weights);
  without.delete('conv2_a/biases');
  assert.throws(() => decode(without), { message: /conv2_a\/biases.*got no such tensor/ });
  const extra = new Map(weights).set('conv9_a/biases', { shape: [8], data: new Float32Array(8) });
  assert.throws(() => decode(extra), { message: /conv9_a\/biases/ });
  const flat = new Map(weights).set('conv_lom/biases', { shape: [2], data: new Float32Array(2) });
  assert.throws(() => decode(flat), { message: /shape \[1\].*got \[2\]/ });
  assert.throws(() => decode(weights, {}), { message: /import-checkpoint/ });
  assert.throws(() => decode(weights, { ...texts, polarity: 'upside-down' }), { message: /dark-membranes/ });
  assert.throws(() => decode(weights, { ...texts, image_mean: 'grey' }), { message: /1 numbers/ });
});
