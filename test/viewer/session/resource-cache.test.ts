import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MissingError, TransientError } from '../../../datasets/errors.ts';
import {
  ResourceCache,
  type ResourceCacheOptions,
  type Wanted,
} from '../../../viewer/session/resource-cache.ts';

/** Loads that end when the test says so. */
function createDesk() {
  const waiting = new Map<
    string,
    { resolve(value: string): void; reject(e: unknown): void; signal: AbortSignal }
  >();
  const asked: string[] = [];
  const want = (key: string, urgency = 0): Wanted<string> => ({
    key,
    urgency,
    load: (signal) =>
      new Promise((resolve, reject) => {
        asked.push(key);
        waiting.set(key, { resolve, reject, signal });
      }),
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { waiting, asked, want, settled };
}

function createCache(options: Partial<ResourceCacheOptions<string, number>> = {}) {
  const released: number[] = [];
  const failed: string[] = [];
  const cache = new ResourceCache<string, number>({
    maxRequests: 2,
    maxBytes: 100,
    maxGpuBytes: 100,
    tellsMissing: false,
    bytesOf: (value) => value.length,
    release: (handle) => released.push(handle),
    changed: () => undefined,
    failed: (key) => failed.push(key),
    ...options,
  });
  return { cache, released, failed };
}

test('loads start in order, a few at once, each once however often it is wanted', async () => {
  const { asked, want, waiting, settled } = createDesk();
  const { cache } = createCache();
  cache.want([want('a'), want('b'), want('a'), want('c')]);
  assert.deepEqual(asked, ['a', 'b']);
  waiting.get('a')?.resolve('A');
  await settled();
  assert.deepEqual(asked, ['a', 'b', 'c']);
  assert.equal(cache.get('a')?.value, 'A');
  assert.ok(cache.isBusy);
});

test('the most urgent is first, however late it is named, and by whichever panel', () => {
  const { asked, want } = createDesk();
  const { cache } = createCache({ maxRequests: 3 });
  cache.want([want('a', 5), want('b', 3), want('c', 4), want('a', 1)]);
  assert.deepEqual(asked, ['a', 'b', 'c']);
});

test('what is not wanted any more is cancelled', () => {
  const { want, waiting } = createDesk();
  const { cache } = createCache();
  cache.want([want('a'), want('b')]);
  cache.want([want('b')]);
  assert.ok(waiting.get('a')?.signal.aborted);
  assert.ok(!waiting.get('b')?.signal.aborted);
});

test('a failure is told once and not asked for again', async () => {
  const { asked, want, waiting, settled } = createDesk();
  const { cache, failed } = createCache();
  cache.want([want('a')]);
  waiting.get('a')?.reject(new RangeError('broken'));
  await settled();
  cache.want([want('a')]);
  assert.deepEqual([asked, failed, cache.isBusy], [['a'], ['a'], false]);
});

/** Holds 'a', 'b' and 'c', whose handles are 0, 1 and 2. */
async function createFilledCache(limits: Parameters<typeof createCache>[0]) {
  const { want, waiting, settled } = createDesk();
  const { cache, released } = createCache(limits);
  cache.want(['a', 'b', 'c'].map((key) => want(key)));
  for (const key of ['a', 'b', 'c']) waiting.get(key)?.resolve('xx');
  await settled();
  for (const [handle, key] of ['a', 'b', 'c'].entries()) {
    const resource = cache.get(key);
    if (resource) resource.handle = handle;
  }
  return { cache, released };
}

test('over the budget, what was not used for longest goes first; what the frame uses stays', async () => {
  const { cache, released } = await createFilledCache({ maxBytes: 3, maxRequests: 9 });
  cache.want([]);
  cache.get('a');
  cache.want([]);
  assert.deepEqual(released, [1, 2]);
  assert.equal(cache.peek('a'), 'xx');
  cache.get('a');
  cache.want([]);
  assert.equal(cache.peek('a'), 'xx');
});

test('beyond the GPU budget the oldest handles go, their values stay', async () => {
  const { cache, released } = await createFilledCache({ maxBytes: 100, maxGpuBytes: 3, maxRequests: 9 });
  cache.want([]);
  cache.get('c');
  cache.want([]);
  assert.deepEqual(released, [0, 1]);
  assert.deepEqual(cache.memory, { bytes: 6, gpuBytes: 2 });
});

test('a frame that fills all memory asks for nothing more', async () => {
  const { want, waiting, settled, asked } = createDesk();
  const { cache } = createCache({ maxBytes: 3, maxRequests: 9 });
  cache.want([want('a'), want('b')]);
  for (const key of ['a', 'b']) waiting.get(key)?.resolve('xx');
  await settled();
  cache.get('a');
  cache.get('b');
  cache.want([want('c')]);
  assert.deepEqual(asked, ['a', 'b']);
  assert.equal(cache.isBusy, false);
});

const transient = () => new TransientError({ subject: 's', expected: 'an answer', got: '503' });
const missing = () => new MissingError({ subject: 's', expected: 'a chunk', got: 'none' });

test('what fails for a moment is tried again, later and later, then told; nothing waits for what is not wanted', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const { asked, want, waiting } = createDesk();
  const changed: number[] = [];
  const { cache, failed } = createCache({ changed: () => changed.push(now) });
  const flush = async () => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  const waits: number[] = [];
  for (let tries = 1; ; tries++) {
    cache.want([want('a')]);
    assert.equal(asked.length, tries);
    waiting.get('a')?.reject(transient());
    await flush();
    if (failed.length > 0) break;
    cache.want([want('a')]);
    assert.deepEqual([asked.length, cache.isBusy, cache.counts.loading], [tries, true, 1]);
    const began = now;
    while (cache.isBusy) {
      now += 50;
      t.mock.timers.tick(50);
    }
    waits.push(now - began);
  }
  assert.equal(asked.length, 6);
  for (const [i, ms] of waits.entries())
    assert.ok(ms >= 500 * 2 ** i && ms <= 650 * 2 ** i + 100, `${waits}`);
  assert.deepEqual([failed, cache.absenceOf('a'), cache.isBusy], [['a'], 'failed', false]);
  cache.want([want('b')]);
  waiting.get('b')?.reject(transient());
  await flush();
  assert.ok(cache.isBusy);
  cache.want([]);
  assert.equal(cache.isBusy, false);
});

test('missing and failed are told apart; a retry asks for both again', async () => {
  const { asked, want, waiting, settled } = createDesk();
  const { cache, failed } = createCache();
  cache.want([want('a'), want('b')]);
  assert.equal(cache.absenceOf('a'), 'loading');
  waiting.get('a')?.reject(missing());
  waiting.get('b')?.reject(new RangeError('broken'));
  await settled();
  assert.deepEqual([cache.absenceOf('a'), cache.absenceOf('b')], ['missing', 'failed']);
  assert.deepEqual(cache.counts, { loading: 0, missing: 1, failed: 1 });
  assert.deepEqual(failed, ['b']);
  cache.retry();
  cache.want([want('a'), want('b')]);
  assert.deepEqual(asked, ['a', 'b', 'a', 'b']);
});

test('what is out of date stays until it is loaded again, also where that is put off', async () => {
  const { asked, want, waiting, settled } = createDesk();
  const { cache, released } = createCache();
  const frame = () => cache.want(cache.lacks('a') ? [want('a')] : []);
  frame();
  waiting.get('a')?.resolve('old');
  await settled();
  const resource = cache.get('a');
  assert.ok(resource);
  resource.handle = 5;
  frame();
  assert.deepEqual(asked, ['a']);
  cache.refresh(['a', 'unknown']);
  frame();
  frame();
  assert.deepEqual(asked, ['a', 'a'], 'asked once more, and the unknown not at all');
  assert.equal(cache.get('a')?.value, 'old');
  // The reader looks elsewhere, and comes back.
  cache.want([]);
  assert.equal(waiting.get('a')?.signal.aborted, true);
  waiting.get('a')?.resolve('lost');
  await settled();
  frame();
  assert.deepEqual(asked, ['a', 'a', 'a']);
  // It changes again while it is on its way: what comes is shown, and loaded once more.
  cache.refresh(['a']);
  waiting.get('a')?.resolve('newer');
  await settled();
  assert.equal(cache.get('a')?.value, 'newer');
  assert.deepEqual(released, [5]);
  frame();
  waiting.get('a')?.resolve('newest');
  await settled();
  assert.equal(cache.get('a')?.value, 'newest');
  assert.equal(cache.lacks('a'), false);
  assert.equal(cache.isBusy, false);
});
