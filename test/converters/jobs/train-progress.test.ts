/** Training as it is seen on a terminal and in a log. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReporter } from '../../../converters/console/index.ts';
import { createTrainProgress } from '../../../converters/jobs/index.ts';
import type { LogLine } from '../../../converters/training/index.ts';
import { zyx } from '../../../datasets/geometry/index.ts';
import { createTracker } from '../../../ffn/training/index.ts';

const empty = createTracker(zyx(1, 1, 1), zyx(1, 1, 1)).take();
const lineOf = (step: number): LogLine => ({
  ...empty,
  ...{ step, loss: 0.25, learningRate: 0.001, fovsPerSecond: 12.34, busyShare: 0.934, seconds: step },
});
const scored: LogLine = {
  ...lineOf(20),
  ...{ patches: 3, accuracy: 0.95, precision: 0.9, recall: 0.8, f1: 0.847 },
  moves: { correct: 90, missed: 7, spurious: 3, byRadius: {} },
};

function harness(isTTY: boolean) {
  let [text, time] = ['', 1000];
  const sink = { write: (part: string) => (text += part), isTTY, columns: 90 };
  const reporter = createReporter({ stdout: sink, stderr: sink, json: false, now: () => time });
  const tell = createTrainProgress(reporter, 110);
  return {
    take() {
      const taken = text;
      text = '';
      return taken;
    },
    step(live: LogLine, ms: number) {
      time += ms;
      tell({ kind: 'step', step: live.step, loss: 1, live });
    },
    tell,
    reporter,
  };
}

test('on a terminal: bar, rate and time left, and below it loss, masks, moves and speed, in the same place', () => {
  const { tell, step, take, reporter } = harness(true);
  tell({ kind: 'resumed', step: 10 });
  assert.equal(take(), 'goes on from step 10\n');
  step(lineOf(11), 0);
  take();
  step(scored, 10_000);
  const panel = [
    'train  [##                  ]  10/100 steps  1.0/s  ETA 1 min 30 s',
    '  loss   0.2500  learning rate 0.001',
    '  masks  accuracy 0.950  precision 0.900  recall 0.800  F1 0.847  (3)',
    '  moves  90 correct  3 spurious  7 missed',
    '  speed  12.3 FOVs/s  gradients 93 % of the time',
  ];
  // Up to the first line of what is there, and all of it cleared.
  assert.equal(take(), `\x1b[4A\r\x1b[J${panel.join('\n')}`);
  tell({ kind: 'log', line: scored });
  // No mask was finished since: those before it stand.
  step(lineOf(21), 1000);
  assert.match(take(), /F1 0\.847 {2}\(3\)\n {2}moves {2}90 correct/);
  reporter.message('end');
  assert.equal(take(), '\x1b[4A\r\x1b[Jend\n');
});

test('elsewhere: a plain line every few seconds', () => {
  const { step, take } = harness(false);
  step(lineOf(1), 0);
  step(scored, 6000);
  assert.equal(
    take(),
    'train  [###                 ]  20/110 steps  3.3/s  ETA 27 s  loss 0.2500  F1 0.847  moves 90 % of 100 right  12.3 FOVs/s\n',
  );
});
