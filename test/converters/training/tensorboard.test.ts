import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { type LogLine, openEventFile, scalarsOf } from '../../../converters/training/index.ts';
import { zyx } from '../../../datasets/geometry/index.ts';
import { createTracker } from '../../../ffn/training/index.ts';

const line: LogLine = {
  ...createTracker(zyx(1, 1, 1), zyx(1, 1, 1)).take(),
  ...{ step: 7, loss: 0.5, learningRate: 0.001, fovsPerSecond: 3, busyShare: 0.9, seconds: 4 },
  moves: { correct: 6, missed: 3, spurious: 1, byRadius: {} },
};

test('scalars have the names of the original; masks are left out where none was finished', () => {
  assert.deepEqual(scalarsOf(line), {
    pixel_loss: 0.5,
    learning_rate: 0.001,
    'floodlight/fovs_per_second': 3,
    'floodlight/busy_share': 0.9,
    'moves/total': 10,
    'moves/all/correct': 0.6,
    'moves/all/spurious': 0.1,
    'moves/all/missed': 0.3,
  });
  const finished = scalarsOf({ ...line, patches: 2, patchLoss: 0.4, f1: 0.8 });
  assert.deepEqual(
    [finished['eval/patches'], finished['eval/patch_loss'], finished['eval/all/f1']],
    [2, 0.4, 0.8],
  );
});

test('a file of records, which grows by one with each line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-events-'));
  const events = await openEventFile(join(folder, 'logs'), { step: 5, now: () => 1_700_000_000_000 });
  assert.equal(basename(events.path), 'events.out.tfevents.1700000000000.floodlight');
  const lengths = async () => {
    const bytes = await readFile(events.path);
    const found: number[] = [];
    for (let at = 0; at < bytes.length; at += 16 + found.at(-1)!)
      found.push(Number(bytes.readBigUInt64LE(at)));
    return found;
  };
  assert.equal((await lengths()).length, 2);
  assert.ok((await readFile(events.path)).includes('brain.Event:2'));
  await events.add(line);
  assert.equal((await lengths()).length, 3);
  await rm(folder, { recursive: true });
});
