import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { isStillValid, type Lane } from '../../../ffn/backends/webgpu-lanes.ts';
import { ENDED, SLOT, SLOT_WORDS } from '../../../ffn/kernels/index.ts';

const SHAPE: Zyx = [2, 3, 4];
const [VISITED, WEAK_AT] = [17, 6];

function laneThat(ended: number): Lane {
  const words = new Uint32Array(SLOT_WORDS);
  words[SLOT.ended] = ended;
  words[SLOT.weakAt] = WEAK_AT;
  // (1, 1, 1) is voxel 17 of 2 x 3 x 4.
  const steps = [{ position: [1, 1, 1] as Zyx, centreLogit: 0 }];
  return { slot: 0, object: 1, start: [1, 1, 1], steps, words };
}

const segmented = (at: number, id: number): Int32Array => new Int32Array(24).fill(id, at, at + 1);

test('a walk stays valid until a segment has a centre that it visited', () => {
  for (const ended of Object.values(ENDED)) {
    assert.ok(!isStillValid(laneThat(ended), segmented(VISITED, 3), SHAPE));
    assert.ok(isStillValid(laneThat(ended), segmented(VISITED - 1, 3), SHAPE));
    assert.ok(isStillValid(laneThat(ended), segmented(VISITED, -1), SHAPE), 'a mark of a seed is no segment');
  }
});

test('a walk whose seed got weak ended before a move: with a segment there it would have gone on to the next', () => {
  assert.ok(!isStillValid(laneThat(ENDED.weak), segmented(WEAK_AT, 3), SHAPE));
  assert.ok(isStillValid(laneThat(ENDED.noMoves), segmented(WEAK_AT, 3), SHAPE));
});
