import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../viewer/session/pace.ts';

test('the first frame for what arrived comes at once', () => {
  assert.equal(new Pace().rest(1000), 0);
});

test('where frames cost nothing, none waits', () => {
  const pace = new Pace();
  pace.begin(1000);
  pace.end(1000);
  assert.equal(pace.rest(1001), 0);
});

test('where every frame costs 100 ms, the next begins 500 ms after the last: four fifths of the time are left', () => {
  const pace = new Pace();
  let now = 0;
  for (let i = 0; i < 20; i++) {
    pace.begin(now);
    pace.end(now + 100);
    now += 500;
  }
  pace.begin(now);
  assert.ok(Math.abs(pace.rest(now + 100) - 400) < 0.01);
  assert.equal(pace.rest(now + 500), 0);
});

test('a frame uploads for a quarter of the time since the last, at least 4 ms, at most 20', () => {
  const pace = new Pace();
  assert.equal(pace.begin(0), 20);
  assert.equal(pace.begin(8), 4);
  assert.equal(pace.begin(48), 10);
  assert.equal(pace.begin(1048), 20);
});

test('drawing is slow where frames cost more than 50 ms, one after the other', () => {
  const pace = new Pace();
  const frame = (cost: number) => {
    pace.begin(0);
    pace.end(cost);
  };
  for (let i = 0; i < 20; i++) frame(49);
  assert.equal(pace.isSlow, false);
  for (let i = 0; i < 20; i++) frame(60);
  assert.equal(pace.isSlow, true);
  for (let i = 0; i < 20; i++) frame(16);
  assert.equal(pace.isSlow, false);
});
