import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTrainLog } from '../../../converters/training/index.ts';
import { zyx } from '../../../datasets/geometry/index.ts';
import { createTracker } from '../../../ffn/training/index.ts';

test('a line for the steps since the last one; none where there was no step', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-train-log-'));
  const path = join(folder, 'train.jsonl');
  let now = 1000;
  const log = await openTrainLog(path, { batchSize: 4, step: 10, now: () => now });
  const tracked = createTracker(zyx(3, 3, 3), zyx(3, 3, 3)).take();
  assert.equal(await log.write(tracked), undefined);
  log.add({ step: 11, loss: 2, rate: 0.1 }, 900);
  log.add({ step: 12, loss: 1, rate: 0.05 }, 1800);
  now = 3000;
  const peeked = log.peek(tracked);
  const line = await log.write(tracked);
  assert.deepEqual(line, {
    ...tracked,
    step: 12,
    loss: 1.5,
    learningRate: 0.05,
    fovsPerSecond: 4,
    busyShare: 0.9,
    seconds: 2,
  });
  assert.deepEqual(peeked, line);
  assert.equal(log.peek(tracked), undefined);
  log.add({ step: 13, loss: 3, rate: 0.05 }, 2300);
  now = 4000;
  await log.write(tracked);
  const lines = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as object);
  assert.deepEqual(lines[0], line);
  assert.deepEqual(lines[1], { ...line, step: 13, loss: 3, fovsPerSecond: 4, busyShare: 0.5, seconds: 3 });
  assert.deepEqual(log.lines, lines);

  // Killed while it wrote, after a checkpoint of step 12.
  await appendFile(path, '{"step":14,"lo');
  const again = await openTrainLog(path, { batchSize: 4, step: 12 });
  assert.deepEqual(again.lines, [line]);
  assert.equal(await readFile(path, 'utf8'), `${JSON.stringify(line)}\n`);
  await rm(folder, { recursive: true });
});
