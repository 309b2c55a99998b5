import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz, zyx } from '../../../../datasets/geometry/index.ts';
import {
  createFixedMoves,
  createSeed,
  logitOf,
  nextStop,
  shiftsOf,
  takeLogits,
  type Walk,
} from '../../../../ffn/training/index.ts';

const RULES = { fovSize: zyx(3, 3, 3), patchSize: zyx(5, 5, 5), seedPad: 0.05, threshold: 0.9 };
const MIDDLE = 62;

/** The object is the half from the middle on along x. */
function createWalk(): Walk {
  const image = Float32Array.from({ length: 125 }, (_, i) => i);
  const labels = image.map((_, i) => (i % 5 >= 2 ? 0.95 : 0.05));
  const patch = { image, labels, coordinate: { center: xyz(9, 9, 9), volume: 'v' } };
  const moves = createFixedMoves(shiftsOf(zyx(1, 1, 1), 1));
  return { example: 0, patch, seed: createSeed(RULES), moves };
}

test('a seed has the object in its middle and the pad elsewhere, as logits in single precision', () => {
  const seed = createSeed(RULES);
  assert.equal(seed[MIDDLE], Math.fround(Math.log(0.95 / 0.05)));
  assert.equal(seed.filter((value) => value === Math.fround(Math.log(0.05 / 0.95))).length, 124);
});

test('the first stop is the middle; what comes back decides where the next ones are', () => {
  const walk = createWalk();
  const told: string[] = [];
  const record: Parameters<typeof nextStop>[2] = (offset, { isWanted, isExecuted }) =>
    told.push(`${offset} ${isWanted} ${isExecuted}`);
  const first = nextStop(walk, RULES, record)!;
  assert.deepEqual(first.offset, [0, 0, 0]);
  assert.equal(first.input.image[13], MIDDLE);
  assert.equal(first.input.seed[13], logitOf(0.95));
  assert.deepEqual(
    [...first.input.labels.subarray(12, 15)].map((p) => +p.toFixed(2)),
    [0.05, 0.95, 0.95],
  );
  // The network finds the object, and one voxel that is none: at z + 1 and x - 1.
  const logits = first.input.labels.map((p) => (p > 0.5 ? 3 : -3));
  logits[21] = 3;
  takeLogits(walk, logits, { offset: first.offset, rules: RULES });
  assert.equal(walk.seed[MIDDLE + 1], 3);
  assert.equal(walk.seed[MIDDLE - 1], -3);
  const offsets: string[] = [];
  for (let stop = nextStop(walk, RULES, record); stop; stop = nextStop(walk, RULES, record)) {
    offsets.push(stop.offset.join());
    assert.equal(
      stop.input.image[13],
      walk.patch.image[MIDDLE + 25 * stop.offset[0] + 5 * stop.offset[1] + stop.offset[2]],
    );
    takeLogits(walk, stop.input.seed, { offset: stop.offset, rules: RULES });
  }
  // 17 shifts at x 0 or +1, and the one that is wrong.
  assert.equal(offsets.length, 18);
  assert.ok(offsets.includes('1,0,-1'));
  assert.equal(told.filter((line) => line === '1,0,-1 false true').length, 1);
  assert.equal(told.length, 27);
});

test('a seed exactly at the threshold is valid', () => {
  const walk = createWalk();
  assert.ok(nextStop(walk, { ...RULES, threshold: 0.95 }, () => undefined));
});
