import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Ticker } from '../../../viewer/session/ticker.ts';

/** What waits for the next animation frame. */
let waiting: ((now: number) => void)[] = [];
const frame = (now = 0) => {
  const all = waiting;
  waiting = [];
  for (const each of all) each(now);
};

beforeEach(() => {
  waiting = [];
  Object.assign(globalThis, {
    requestAnimationFrame: (then: (now: number) => void) => waiting.push(then),
    cancelAnimationFrame: (id: number) => waiting.splice(id - 1, 1),
  });
});

function ticking() {
  const card = { isDone: true, endPicture: () => undefined };
  const drawn: boolean[] = [];
  const ticker: Ticker = new Ticker(card, () => {
    ticker.begin();
    drawn.push(card.isDone);
    ticker.end();
  });
  return { card, drawn, ticker };
}

test('any number of requests make one picture, with the next animation frame', () => {
  const { drawn, ticker } = ticking();
  ticker.request();
  ticker.request();
  assert.equal(drawn.length, 0);
  frame();
  assert.equal(drawn.length, 1);
});

test('frames pass until the card is done with the last picture; then one more is drawn', () => {
  const { card, drawn, ticker } = ticking();
  ticker.request();
  frame();
  card.isDone = false;
  for (let i = 0; i < 5; i++) {
    ticker.request();
    frame();
  }
  assert.equal(drawn.length, 1);
  card.isDone = true;
  frame();
  assert.deepEqual(drawn, [true, true]);
});

test('nothing waits for a frame once the last picture is done and nobody asks for another', () => {
  const { card, drawn, ticker } = ticking();
  ticker.request();
  card.isDone = true;
  frame();
  card.isDone = false;
  frame();
  assert.equal(waiting.length, 1);
  card.isDone = true;
  frame();
  assert.equal(waiting.length, 0);
  assert.equal(drawn.length, 1);
});

test('how long the card took counts, not how soon the next frame came', () => {
  const { card, ticker } = ticking();
  const begun = performance.now();
  for (let i = 0; i < 8; i++) {
    ticker.request();
    frame(begun);
    card.isDone = false;
    frame(begun + 16);
    card.isDone = true;
    frame(performance.now() + 400);
  }
  assert.ok(ticker.isSlow);
});

test('stopped, it draws no more', () => {
  const { drawn, ticker } = ticking();
  ticker.request();
  ticker.stop();
  frame();
  assert.equal(drawn.length, 0);
});
