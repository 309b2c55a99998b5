import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../../datasets/geometry/index.ts';
import {
  createSeedPolicy,
  type SeedContext,
  type SeedPolicy,
  UNRESTRICTED,
} from '../../../../ffn/inference/index.ts';
import { createSeedList, dropNearFaces } from '../../../../ffn/inference/seeds/policy.ts';

const SHAPE: Zyx = [21, 21, 21];

/** A dark wall of two voxels through the middle of a bright volume. */
function walled(): SeedContext {
  const image = new Float32Array(21 ** 3).map((_, i) => (Math.abs((i % 21) - 10) <= 1 ? -1 : 1));
  return {
    image,
    shape: SHAPE,
    segmentation: new Int32Array(image.length),
    margin: [2, 2, 2],
    voxelSize: [1, 1, 1],
    restrictor: UNRESTRICTED,
  };
}

function all(policy: SeedPolicy): Zyx[] {
  const seeds: Zyx[] = [];
  for (let seed = policy.next(); seed; seed = policy.next()) seeds.push(seed);
  return seeds;
}

test('PolicyPeaks: seeds away from the wall, ascending, the same every time', () => {
  const seeds = all(createSeedPolicy('PolicyPeaks', walled()));
  assert.ok(seeds.length > 0);
  assert.deepEqual(all(createSeedPolicy('PolicyPeaks', walled())), seeds);
  const keys = seeds.map(([z, y, x]) => (z * 21 + y) * 21 + x);
  assert.deepEqual(
    keys,
    [...keys].sort((a, b) => a - b),
  );
  for (const seed of seeds)
    assert.ok(
      seed.every((v) => v >= 2 && v < 19),
      `${seed}`,
    );
});

test('PolicyPeaks: no seeds in segments, in masks, or where there is no edge at all', () => {
  const right = (i: number) => (i % 21 > 10 ? 1 : 0);
  const segmented = walled();
  segmented.segmentation.forEach((_, i) => {
    segmented.segmentation[i] = right(i);
  });
  assert.ok(all(createSeedPolicy('PolicyPeaks', segmented)).every(([, , x]) => x <= 10));

  const mask = new Uint8Array(21 ** 3).map((_, i) => right(i));
  for (const masks of [{ mask }, { seedMask: mask }]) {
    const context = { ...walled(), restrictor: { ...UNRESTRICTED, ...masks } };
    assert.ok(all(createSeedPolicy('PolicyPeaks', context)).every(([, , x]) => x <= 10));
  }
  const everywhere = { ...UNRESTRICTED, mask: mask.map(() => 1) };
  assert.deepEqual(all(createSeedPolicy('PolicyPeaks', { ...walled(), restrictor: everywhere })), []);
  const flat = { ...walled(), image: new Float32Array(21 ** 3) };
  assert.deepEqual(all(createSeedPolicy('PolicyPeaks', flat)), []);
});

test('an unknown policy is an error that names the known ones; so are arguments that are no object', () => {
  assert.throws(
    () => createSeedPolicy('PolicyPeeks', walled()),
    /expected one of PolicyPeaks, .*, got "PolicyPeeks"/,
  );
  assert.throws(
    () => createSeedPolicy('PolicyPeaks', walled(), '[1]'),
    /seed_policy_args: expected a JSON object/,
  );
});

test('a list drops seeds near faces, and its place can be stored and put back', () => {
  const coords = Int32Array.of(2, 2, 2, 1, 2, 2, 2, 2, 7, 2, 2, 8, 7, 7, 7);
  const open = () => createSeedList(() => dropNearFaces(coords, [10, 10, 10], [2, 2, 2]));
  assert.deepEqual(all(open()), [
    [2, 2, 2],
    [2, 2, 7],
    [7, 7, 7],
  ]);
  const first = open();
  assert.deepEqual(first.getState(), { coords: null, index: 0 });
  first.next();
  first.next();
  const second = open();
  second.setState(first.getState(true));
  assert.deepEqual(second.next(), [2, 2, 7]);
  assert.equal(open().getState(true).index, 0);
});
