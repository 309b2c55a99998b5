import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import {
  assertWeightsFit,
  type ConvStack3DConfig,
  expectedShapes,
  listLayers,
  type Weights,
  type WeightTensor,
} from '../../../ffn/model/index.ts';

const PUBLISHED: ConvStack3DConfig = {
  depth: 12,
  features: 32,
  fovSize: xyz(33, 33, 33),
  deltas: xyz(8, 8, 8),
};
const SMALL: ConvStack3DConfig = { depth: 2, features: 3, fovSize: xyz(5, 5, 5), deltas: xyz(1, 1, 1) };

const weightsOf = (config: ConvStack3DConfig): Map<string, WeightTensor> =>
  new Map(
    [...expectedShapes(config)].map(([name, shape]) => [
      name,
      { shape, data: new Float32Array(shape.reduce((n, d) => n * d, 1)) },
    ]),
  );

test('the published network has 25 convolutions and 638,433 parameters', () => {
  assert.equal(listLayers(PUBLISHED).length, 25);
  let parameters = 0;
  for (const { data } of weightsOf(PUBLISHED).values()) parameters += data.length;
  assert.equal(parameters, 638_433);
});

test('layers come in the order of the specification, with its activations and sums', () => {
  const lines = listLayers(SMALL).map(
    (l) =>
      `${l.beginsModule ? 'keep ' : ''}${l.reluBefore ? 'relu ' : ''}${l.name} ${l.inChannels}->${l.outChannels}` +
      `${l.reluAfter ? ' relu' : ''}${l.endsModule ? ' add' : ''}`,
  );
  assert.deepEqual(lines, [
    'conv0_a 2->3 relu',
    'conv0_b 3->3',
    'keep relu conv1_a 3->3 relu',
    'conv1_b 3->3 add',
    'relu conv_lom 3->1',
  ]);
});

test('a list of features gives one entry to each 3x3x3 convolution', () => {
  const shapes = expectedShapes({ ...SMALL, features: [4, 3, 5, 3] });
  assert.deepEqual(shapes.get('conv0_a/weights'), [3, 3, 3, 2, 4]);
  assert.deepEqual(shapes.get('conv1_a/weights'), [3, 3, 3, 3, 5]);
  assert.deepEqual(shapes.get('conv1_b/biases'), [3]);
  assert.deepEqual(shapes.get('conv_lom/weights'), [1, 1, 1, 3, 1]);
});

function refused(weights: Weights, message: RegExp): void {
  assert.throws(() => assertWeightsFit(SMALL, weights), { name: 'InvalidDataError', message });
}

test('weights that fit pass, with what training leaves behind', () => {
  const weights = weightsOf(SMALL);
  weights.set('global_step', { shape: [], data: Float32Array.of(7) });
  weights.set('filter_out_bounds_coordinates/fraction', { shape: [2], data: new Float32Array(2) });
  assertWeightsFit(SMALL, weights);
});

test('a tensor that is missing, left over, misshapen or too short is named with both shapes', () => {
  const missing = weightsOf(SMALL);
  missing.delete('conv1_b/weights');
  refused(
    missing,
    /weights "conv1_b\/weights": expected shape \[3,3,3,3,3\] in a ConvStack3D of depth 2, got no such/,
  );
  const extra = weightsOf(SMALL).set('conv2_a/biases', { shape: [3], data: new Float32Array(3) });
  refused(extra, /weights "conv2_a\/biases": expected no such tensor .*, got \[3\]/);
  const wide = weightsOf(SMALL).set('conv0_a/biases', { shape: [8], data: new Float32Array(8) });
  refused(wide, /weights "conv0_a\/biases": expected shape \[3\] .*, got \[8\]/);
  const short = weightsOf(SMALL).set('conv0_a/biases', { shape: [3], data: new Float32Array(2) });
  refused(short, /weights "conv0_a\/biases": expected 3 values, got 2/);
});
