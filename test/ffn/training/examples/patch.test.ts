import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz, zyx } from '../../../../datasets/geometry/index.ts';
import {
  evaluatedSize,
  makePatch,
  NO_AUGMENTATIONS,
  objectMask,
  parseAugmentations,
  patchSize,
  readSizeOf,
} from '../../../../ffn/training/index.ts';

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
    augmentations: NO_AUGMENTATIONS,
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

test('where sections are moved, the object is that of the middle afterwards; damage is of the image alone', () => {
  const size = zyx(5, 5, 5);
  const augmentations = parseAugmentations(
    '{"misalignment":{"probability":1,"max_offset":3},"missing_section":{"probability":1,"full_probability":1}}',
  );
  const readSize = readSizeOf(size, augmentations);
  assert.deepEqual(readSize, [5, 11, 11]);
  // Every column of voxels is an object of its own, as bright as its number.
  const labels = Float32Array.from({ length: 5 * 121 }, (_, i) => 1 + (i % 121));
  const raw = {
    image: labels,
    labels,
    coordinate: { center: xyz(9, 9, 9), volume: 'v' },
    normalisation: { mean: 0, stddev: 1 },
    greyRange: [1000, 2000] as const,
  };
  const rules = { size, seed: 5, augmentations, symmetries: { permutable: [], reflectable: [] } };
  let moved = 0;
  for (let example = 0; example < 30; example++) {
    const { image, labels: mask } = makePatch(raw, example, rules);
    assert.equal(mask[62], Math.fround(0.95));
    const middles = [0, 1, 2, 3, 4].map((z) => image[25 * z + 12]!);
    const lost = middles.filter((grey) => grey >= 1000).length;
    assert.equal(lost, 1, 'one section of five is missing');
    const own = middles[2]! < 1000 ? middles[2]! : undefined;
    for (const [i, grey] of image.entries())
      if (own !== undefined && grey < 1000) assert.equal(mask[i]! > 0.5, grey === own);
    if (new Set(middles.filter((grey) => grey < 1000)).size > 1) moved++;
  }
  assert.ok(moved > 10, `${moved} of 30 moved`);
});
