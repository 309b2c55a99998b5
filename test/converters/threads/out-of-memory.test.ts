/** Threads whose heap is full, in processes of their own with little memory. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { isOutOfMemory } from '../../../converters/threads/index.ts';
import { AbortedError, TooLargeError } from '../../../datasets/errors.ts';
import { repoPath } from '../../support/paths.ts';
import type { HungryJob } from './hungry-worker.ts';

interface Outcome {
  readonly error?: string;
  readonly messages: readonly string[];
  readonly filled: number;
  readonly done: number;
}

async function run(...jobs: HungryJob[]): Promise<Outcome> {
  const args = ['--max-old-space-size=40', repoPath('test/converters/threads/hungry-run.ts'), ...jobs];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Outcome;
}

test('a thread whose heap was full: the others go on, its task is done again alone, by a new thread', async () => {
  const { error, messages, filled, done } = await run('heap once', 'none', 'none', 'none', 'none');
  assert.deepEqual([error, filled, done], [undefined, 1, 5]);
  assert.deepEqual(messages, ['memory did not suffice for one task beside others: again, one at a time']);
});

test('what does not fit alone either is told with a cure, when the rest is done', async () => {
  const full = await run('heap', 'none', 'none', 'none');
  assert.deepEqual([full.filled, full.done], [2, 3]);
  assert.match(
    full.error ?? '',
    /meals: expected memory for a task of its own, got .*memory.*Take a coarser/i,
  );
  const array = await run('array', 'none', 'none', 'array', 'none');
  assert.deepEqual([array.filled, array.done], [0, 3]);
  assert.match(array.error ?? '', /got (Array buffer allocation failed|Invalid typed array length)/);
  assert.deepEqual(array.messages, [
    'memory did not suffice for 2 tasks beside others: again, one at a time',
  ]);
});

test('other errors are not of memory', async () => {
  assert.match((await run('bug', 'none')).error ?? '', /digits argument/);
  const tooLarge = new TooLargeError({ subject: 'a', expected: 'b', got: 'c' });
  assert.ok(isOutOfMemory(tooLarge));
  assert.ok(isOutOfMemory(new RangeError('Array buffer allocation failed')));
  for (const error of [
    new AbortedError({ subject: 'a', expected: 'b', got: 'c' }),
    new Error('Array buffer allocation failed'),
    new RangeError('toFixed() digits argument must be between 0 and 100'),
    undefined,
  ])
    assert.ok(!isOutOfMemory(error), String(error));
});
