import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz, zyx } from '../../../../datasets/geometry/index.ts';
import { createTracker } from '../../../../ffn/training/index.ts';

const walkOf = (labels: Float32Array, seed: Float32Array, example = 0) => ({
  example,
  patch: { image: labels, labels, coordinate: { center: xyz(5, 6, 7), volume: 'v' } },
  seed,
});

const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a}, expected ${b}`);

test('scores of the middle part of patches', () => {
  const tracker = createTracker(zyx(1, 1, 7), zyx(1, 1, 5));
  // In the part: tp, fn, fp, tn, tp; logit 2.19 is 0.9.
  tracker.addWalk(
    walkOf(
      Float32Array.of(0.95, 0.95, 0.95, 0.05, 0.05, 0.95, 0.95),
      Float32Array.of(-9, 3, 2, 2.5, -4, 2.2, -9),
    ),
  );
  const { patches, patchLoss, accuracy, precision, recall, specificity, f1 } = tracker.take();
  assert.equal(patches, 1);
  close(accuracy, 3 / 5);
  close(precision, 2 / 3);
  close(recall, 2 / 3);
  close(specificity, 1 / 2);
  close(f1, 2 / 3);
  const loss = (x: number, z: number) => Math.log1p(Math.exp(x)) - x * z;
  close(patchLoss, (loss(3, 0.95) + loss(2, 0.95) + loss(2.5, 0.05) + loss(-4, 0.05) + loss(2.2, 0.95)) / 5);
  const empty = tracker.take();
  assert.deepEqual([empty.patches, empty.f1, empty.accuracy], [0, 0, 0]);
});

test('moves are correct, missed or spurious, in all and by distance', () => {
  const tracker = createTracker(zyx(3, 3, 3), zyx(3, 3, 3));
  tracker.record(zyx(0, 0, 0), { isWanted: true, isExecuted: true });
  tracker.record(zyx(8, 8, 0), { isWanted: true, isExecuted: false });
  tracker.record(zyx(0, 8, -8), { isWanted: false, isExecuted: true });
  tracker.record(zyx(8, 8, 8), { isWanted: false, isExecuted: false });
  assert.deepEqual(tracker.take().moves, {
    correct: 1,
    missed: 1,
    spurious: 1,
    byRadius: {
      0: { correct: 1, missed: 0, spurious: 0 },
      11: { correct: 0, missed: 1, spurious: 1 },
    },
  });
});

test('the last eight walks are kept to be looked at', () => {
  const tracker = createTracker(zyx(1, 1, 1), zyx(1, 1, 1));
  for (let i = 0; i < 11; i++) tracker.addWalk(walkOf(Float32Array.of(0.95), Float32Array.of(i), i));
  assert.deepEqual(
    tracker.lastWalks.map(({ example, seed }) => [example, seed[0]]),
    [3, 4, 5, 6, 7, 8, 9, 10].map((i) => [i, i]),
  );
  tracker.take();
  assert.equal(tracker.lastWalks.length, 8);
});
