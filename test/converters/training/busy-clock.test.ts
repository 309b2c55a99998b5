import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBusyClock } from '../../../converters/training/index.ts';

test('time within calls counts, also within those that fail', async () => {
  let now = 0;
  let isBroken = false;
  const answer = { loss: 1, logits: [], gradients: new Map() };
  const clock = createBusyClock(
    {
      async gradient() {
        now += 30;
        if (isBroken) throw new RangeError('broken');
        return answer;
      },
    },
    () => now,
  );
  assert.equal(await clock.network.gradient(new Map(), []), answer);
  now += 1000;
  isBroken = true;
  await assert.rejects(async () => clock.network.gradient(new Map(), []), RangeError);
  assert.equal(clock.busyMs, 60);
});
