import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { LookOut } from '../../../viewer/session/look-out.ts';

/** A look-out whose looks take `costMs`. */
function lookOut(t: TestContext, costMs: number) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  let looks = 0;
  const out = new LookOut(() => {
    looks++;
    now += costMs;
  });
  return { out, tick: (ms: number) => t.mock.timers.tick(ms), looks: () => looks };
}

test('what arrives together is one look', (t) => {
  const { out, tick, looks } = lookOut(t, 0);
  for (let i = 0; i < 5; i++) out.request();
  assert.equal(looks(), 0);
  tick(8);
  assert.equal(looks(), 1);
  tick(1000);
  assert.equal(looks(), 1);
});

test('looks that take long are rare', (t) => {
  const { out, tick, looks } = lookOut(t, 40);
  out.request();
  tick(8);
  out.request();
  tick(119);
  assert.equal(looks(), 1);
  tick(1);
  assert.equal(looks(), 2);
});

test('a picture that is drawn looks itself', (t) => {
  const { out, tick, looks } = lookOut(t, 0);
  out.request();
  out.stop();
  tick(1000);
  assert.equal(looks(), 0);
  out.request();
  tick(8);
  assert.equal(looks(), 1);
});
