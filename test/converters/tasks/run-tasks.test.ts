import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTasks } from '../../../converters/tasks/index.ts';
import type { Thread } from '../../../converters/threads/index.ts';

const noMemory = () => new RangeError('Array buffer allocation failed');

/** Threads that share memory: a task takes its number of it for a turn, and fails where that is not there. */
function threadsWith(memory: number, count: number) {
  let free = memory;
  let most = 0;
  const log: number[] = [];
  const thread: Thread<number> = {
    async run(task) {
      if (task > free) throw noMemory();
      free -= task;
      most = Math.max(most, memory - free);
      await new Promise((resolve) => setTimeout(resolve, 2));
      free += task;
      log.push(task);
    },
    stop: () => undefined,
    close: async () => undefined,
  };
  return { threads: Array.from({ length: count }, () => thread), log, most: () => most };
}

test('tasks that need memory together are done one at a time, after the small ones', async () => {
  const { threads, log, most } = threadsWith(10, 3);
  const [done, messages]: [number[], string[]] = [[], []];
  await runTasks(threads, [8, 9, 1, 7, 1], {
    subject: 'x',
    onDone: (task) => done.push(task),
    onMessage: (text) => messages.push(text),
  });
  assert.deepEqual(log.toSorted(), [1, 1, 7, 8, 9]);
  assert.deepEqual(done, log, 'each is done once');
  assert.deepEqual(log.slice(-2), [9, 7]);
  assert.ok(most() <= 10);
  assert.deepEqual(messages, ['memory did not suffice for 2 tasks beside others: again, one at a time']);
});

test('where a task does not fit alone, all others are done before that is an error; by one thread nothing is tried twice', async () => {
  const two = threadsWith(10, 2);
  await assert.rejects(runTasks(two.threads, [11, 8, 12, 9], { subject: 'x' }), {
    tag: 'too-large',
    message: /^x: expected memory for a task of its own, got Array buffer allocation failed/,
  });
  assert.deepEqual(two.log, [8, 9]);
  const one = threadsWith(10, 1);
  const messages: string[] = [];
  const options = { subject: 'x', onMessage: (text: string) => messages.push(text) };
  await assert.rejects(runTasks(one.threads, [11, 8], options), { tag: 'too-large' });
  assert.deepEqual([one.log, messages], [[8], []]);
});

test('another error stops all; a signal stops before and within', async () => {
  const { threads, log } = threadsWith(10, 1);
  const failing: Thread<number> = { ...threads[0]!, run: () => Promise.reject(new TypeError('a bug')) };
  await assert.rejects(runTasks([failing], [1, 1], { subject: 'x' }), TypeError);
  assert.deepEqual(log, []);
  const controller = new AbortController();
  const options = { subject: 'x', signal: controller.signal, onDone: () => controller.abort() };
  await assert.rejects(runTasks(threads, [1, 2, 3], options), { tag: 'aborted' });
  assert.deepEqual(log, [1]);
  await assert.rejects(runTasks(threads, [1], options), { tag: 'aborted' });
  assert.deepEqual(log, [1]);
});
