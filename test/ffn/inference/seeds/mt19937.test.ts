import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandomState } from '../../../../ffn/inference/seeds/mt19937.ts';

test('the first numbers of numpy.random.RandomState(42)', () => {
  const random = createRandomState(42);
  const first = Array.from({ length: 3 }, () => random.nextDouble().toFixed(8));
  assert.deepEqual(first, ['0.37454012', '0.95071431', '0.73199394']);
});

/** The C++ standard gives the 10000th 32-bit number of mt19937 with its default seed 5489: 4123659995. */
test('the 10000th number of the standard generator', () => {
  const random = createRandomState(5489);
  for (let i = 0; i < 4999; i++) random.nextDouble();
  const last26Bits = (random.nextDouble() * 9007199254740992) % 67108864;
  assert.equal(last26Bits, 4123659995 >>> 6);
});
