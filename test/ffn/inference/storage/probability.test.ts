import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dequantizeProbability, quantizeProbability } from '../../../../ffn/inference/index.ts';

test('probabilities: one more than the number of edges k/254 below, 255 only for 1', () => {
  assert.deepEqual([-0.1, Number.NaN, 0, 1 / 254, 1, 1.5].map(quantizeProbability), [0, 0, 1, 2, 255, 255]);
  for (let k = 0; k < 254; k++) {
    assert.equal(quantizeProbability(k / 254), k + 1, `edge ${k}`);
    assert.equal(quantizeProbability((k + 0.5) / 254), k + 1, `between edges ${k}`);
    if (k > 0) assert.equal(quantizeProbability(k / 254 - 1e-16), k, `just below edge ${k}`);
  }
  assert.equal(dequantizeProbability(255), Math.fround(254.5 / 255));
  assert.ok(Number.isNaN(dequantizeProbability(0)));
});
