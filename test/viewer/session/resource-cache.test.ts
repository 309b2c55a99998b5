import assert from 'node:assert/strict';
import { test } from 'node:test';
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

test('over the budget, what was not used for longest goes first; what the frame uses stays', async () => {
  const { want, waiting, settled } = createDesk();
  const { cache, released } = createCache({ maxBytes: 3, maxRequests: 9 });
  cache.want(['a', 'b', 'c'].map((key) => want(key)));
  for (const key of ['a', 'b', 'c']) waiting.get(key)?.resolve('xx');
  await settled();
  for (const [handle, key] of ['a', 'b', 'c'].entries()) {
    const resource = cache.get(key);
    if (resource) resource.handle = handle;
  }
  cache.want([]);
  cache.get('a');
  cache.want([]);
  assert.deepEqual(released, [1, 2]);
  assert.equal(cache.peek('a'), 'xx');
  cache.get('a');
  cache.want([]);
  assert.equal(cache.peek('a'), 'xx');
});
