import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession } from 'onnxruntime-node';
import { xyz } from '../../../datasets/geometry/index.ts';
import { type ConvStack3DConfig, encodeOnnx } from '../../../ffn/model/index.ts';
import { toChannelsFirst } from '../../../ffn/model/onnx.ts';
import { randomWeights } from '../../support/random-network.ts';

// That the model computes the right thing is shown in test/ffn/backends/cpu.test.ts and test/fib25.

const CONFIG: ConvStack3DConfig = { depth: 2, features: 3, fovSize: xyz(7, 5, 3), deltas: xyz(1, 1, 1) };

test('onnxruntime reads the model: two inputs, one output, [batch, 1, z, y, x] float32', async () => {
  const session = await InferenceSession.create(encodeOnnx(CONFIG, randomWeights(CONFIG, 1)));
  for (const [metadata, names] of [
    [session.inputMetadata, ['image', 'seed']],
    [session.outputMetadata, ['logits']],
  ] as const) {
    assert.deepEqual(
      metadata.map(({ name }) => name),
      names,
    );
    for (const value of metadata) {
      assert.ok(value.isTensor);
      assert.equal(value.type, 'float32');
      assert.deepEqual(value.shape, ['batch', 1, 3, 5, 7]);
    }
  }
  await session.release();
});

test('weights [kz,ky,kx,in,out] become [out,in,kz,ky,kx]', () => {
  // Two taps along x, 2 channels in, 3 out; the value says where it was: tap, in, out.
  const data = Float32Array.of(0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112);
  const turned = toChannelsFirst({ shape: [1, 1, 2, 2, 3], data });
  assert.deepEqual(turned.shape, [3, 2, 1, 1, 2]);
  assert.deepEqual([...turned.data], [0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112]);
});

test('weights that do not fit are refused', () => {
  assert.throws(() => encodeOnnx({ ...CONFIG, depth: 3 }, randomWeights(CONFIG, 1)), {
    name: 'InvalidDataError',
  });
});
