import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz, zyx } from '../../../../datasets/geometry/index.ts';
import { evaluatedSize, makePatch, objectMask, patchSize } from '../../../../ffn/training/index.ts';

const CONFIG = { depth: 1, features: 4, fovSize: xyz(5, 7, 3), deltas: xyz(2, 3, 1) };

test('room for the moves on both sides; max_pred_moves goes one farther than it is judged', () => {
  assert.deepEqual(patchSize(CONFIG, { policy: 'fixed', fovMoves: 1 }), [5, 13, 9]);
  assert.deepEqual(patchSize(CONFIG, { policy: 'max_pred_moves', fovMoves: 1 }), [7, 19, 13]);
  assert.deepEqual(evaluatedSize(CONFIG, 1), [5, 13, 9]);
});

test("soft labels of the middle's object, in any type; none in the background", () => {
  const soft = (labels: ArrayLike<number | bigint>) => [...objectMask(labels)].map((p) => +p.toFixed(2));
  assert.deepEqual(soft([7, 5, 7, 7, 0]), [0.95, 0.05, 0.95, 0.95, 0.05]);
  const large = 2n ** 63n;
  assert.deepEqual(soft(BigUint64Array.of(large, large + 1n, large)), [0.05, 0.95, 0.05]);
  assert.deepEqual(soft([0, 3, 0, 0, 3]), [0.05, 0.05, 0.05, 0.05, 0.05]);
  assert.deepEqual(soft(BigUint64Array.of(0n, 0n, 0n)), [0.05, 0.05, 0.05]);
});

test('image and labels are turned alike, by the number of the example', () => {
  const size = zyx(3, 3, 3);
  const numbers = Float32Array.from({ length: 27 }, (_, i) => i);
  const raw = {
    image: numbers,
    // In the object: the middle and what is brighter.
    labels: numbers.map((n) => (n >= 13 ? 4 : 9)),
    coordinate: { center: xyz(1, 1, 1), volume: 'v' },
    normalisation: { mean: 13, stddev: 2 },
  };
  const rules = {
    size,
    seed: 5,
    symmetries: { permutable: [0, 1, 2], reflectable: [0, 1, 2] },
  } as const;
  const patches = Array.from({ length: 20 }, (_, example) => makePatch(raw, example, rules));
  for (const { image, labels } of patches) {
    assert.deepEqual(
      [...image].sort((a, b) => a - b),
      [...numbers].map((n) => (n - 13) / 2),
    );
    for (const [i, value] of image.entries()) assert.equal(labels[i]! > 0.5, value >= 0);
  }
  assert.ok(new Set(patches.map(({ image }) => image.join())).size > 10);
  assert.deepEqual(makePatch(raw, 3, rules), patches[3]);
});
