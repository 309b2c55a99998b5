import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { assertTrainOptions, identityOf, TRAIN_DEFAULTS } from '../../../../ffn/training/index.ts';

const CONFIG = { depth: 2, features: 8, fovSize: xyz(9, 9, 5), deltas: xyz(2, 2, 1) };

test('the defaults are possible; what could never be learned with is refused', () => {
  assertTrainOptions(CONFIG, TRAIN_DEFAULTS);
  const cases: readonly (readonly [Partial<typeof TRAIN_DEFAULTS>, RegExp])[] = [
    [{ seedPad: 0 }, /seed_pad: expected a probability above 0/],
    [{ seedPad: 1 }, /seed_pad/],
    [{ threshold: 0.96 }, /threshold: expected a probability above 0 and up to 0.95, got 0.96/],
    [{ symmetries: { permutable: [0, 1, 2], reflectable: [] } }, /permutable_axes: .*fov_size 5 x 9 x 9/],
  ];
  for (const [change, message] of cases)
    assert.throws(() => assertTrainOptions(CONFIG, { ...TRAIN_DEFAULTS, ...change }), message);
  assert.throws(() => assertTrainOptions({ ...CONFIG, deltas: xyz(0, 0, 0) }, TRAIN_DEFAULTS), /deltas/);
});

test('rates may change between runs that go on; what is as large as the state may not', () => {
  const identity = identityOf(CONFIG, TRAIN_DEFAULTS);
  assert.deepEqual(identityOf(CONFIG, { ...TRAIN_DEFAULTS, schedule: { rate: 1 } }), identity);
  assert.notDeepEqual(identityOf(CONFIG, { ...TRAIN_DEFAULTS, batchSize: 2 }), identity);
  assert.notDeepEqual(identityOf({ ...CONFIG, depth: 3 }, TRAIN_DEFAULTS), identity);
});
