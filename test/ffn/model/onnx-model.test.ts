/** A ConvStack3D that the onnx package wrote and evaluated: see test/fixtures/models/make.py. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { createReferenceNetwork } from '../../../ffn/backends/reference.ts';
import { decodeOnnxModel, encodeOnnx, handSetModel, parseModelArgs } from '../../../ffn/model/index.ts';
import { repoPath } from '../../support/paths.ts';

const ARGS = parseModelArgs('{"depth": 2, "features": 4, "fov_size": [5, 7, 5], "deltas": [1, 1, 1]}');

let bytes: Uint8Array;
before(async () => {
  bytes = new Uint8Array(await readFile(repoPath('test/fixtures/models/foreign.onnx')));
});

test('it computes what its own evaluator computed', async () => {
  const text = await readFile(repoPath('test/fixtures/models/foreign.json'), 'utf8');
  const { image, seed, logits } = JSON.parse(text) as Record<'image' | 'seed' | 'logits', number[]>;
  const { config, weights } = decodeOnnxModel(bytes, 'foreign', ARGS);
  const network = createReferenceNetwork(config, weights);
  const got = await network.predict(Float32Array.from(image), Float32Array.from(seed), 1);
  assert.equal(got.length, logits.length);
  for (const [i, value] of got.entries()) {
    assert.ok(Math.abs(value - logits[i]!) < 1e-4, `${value} at ${i}`);
  }
});

test('without deltas, with another field of view or another graph it is refused', () => {
  assert.throws(() => decodeOnnxModel(bytes, 'f'), { tag: 'invalid', message: /--model-args/ });
  const wider = { ...ARGS, fovSize: [7, 7, 7] } as const;
  assert.throws(() => decodeOnnxModel(bytes, 'f', wider), { message: /fov_size \[7,7,7\].*got \[5,7,5\]/ });
  assert.throws(() => decodeOnnxModel(bytes, 'f', { ...ARGS, depth: 3 }), {
    tag: 'unsupported',
    message: /depth 3/,
  });
  const { config, weights } = handSetModel();
  const torn = encodeOnnx(config, weights).subarray(0, 1000);
  assert.throws(() => decodeOnnxModel(torn, 'f', ARGS), { tag: 'corrupt' });
});
