import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ForbiddenError, TransientError } from '../../../datasets/errors.ts';
import { type Clock, SlowDownError, type Store, withRetry } from '../../../datasets/stores/index.ts';

const parts = { subject: 's', expected: 'e', got: 'g' };

/** Time that passes only where somebody waits; what was waited for is kept. */
function createTestClock(): Clock & { readonly waits: number[] } {
  let time = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    after(ms, callback) {
      // The deadline is far: only waits between tries run.
      if (ms >= 1_000_000) return () => undefined;
      waits.push(ms);
      let cancelled = false;
      queueMicrotask(() => {
        if (cancelled) return;
        time += ms;
        callback();
      });
      return () => {
        cancelled = true;
      };
    },
  };
}

/** Fails with these errors in turn, then answers. */
function createFailingStore(errors: Error[]): Store & { tries: number } {
  return {
    name: 'fails',
    tries: 0,
    async get() {
      this.tries++;
      const error = errors.shift();
      if (error) throw error;
      return Uint8Array.of(1);
    },
  };
}

const options = { deadlineMs: 1_000_000, random: () => 0.5 };

test('waits grow to twice as long, with full jitter, up to the limit', async () => {
  const clock = createTestClock();
  const inner = createFailingStore(Array.from({ length: 5 }, () => new TransientError(parts)));
  const store = withRetry(inner, { ...options, clock, baseDelayMs: 100, maxDelayMs: 500 });
  assert.deepEqual([...((await store.get('k')) ?? [])], [1]);
  assert.deepEqual(clock.waits, [50, 100, 200, 250, 250]);
});

test('Retry-After is the least wait, at most a minute', async () => {
  const clock = createTestClock();
  const inner = createFailingStore([new SlowDownError(parts, 2000), new SlowDownError(parts, 3_600_000)]);
  await withRetry(inner, { ...options, clock }).get('k');
  assert.deepEqual(clock.waits, [2000, 60_000]);
});

test('only transient errors are tried again, so many times and no more', async () => {
  const clock = createTestClock();
  const refused = createFailingStore([new ForbiddenError(parts)]);
  await assert.rejects(withRetry(refused, { ...options, clock }).get('k'), { tag: 'forbidden' });
  assert.equal(refused.tries, 1);
  const broken = createFailingStore(Array.from({ length: 9 }, () => new TransientError(parts)));
  await assert.rejects(withRetry(broken, { ...options, clock, maxAttempts: 3 }).get('k'), {
    tag: 'transient',
  });
  assert.equal(broken.tries, 3);
});

test('a wait that would pass the deadline is not begun', async () => {
  const clock = createTestClock();
  const inner = createFailingStore(Array.from({ length: 50 }, () => new SlowDownError(parts, 60_000)));
  const store = withRetry(inner, { ...options, clock, maxAttempts: 50 });
  await assert.rejects(store.get('k'), { tag: 'transient' });
  // Sixteen waits of a minute fit into 1,000 s.
  assert.deepEqual(clock.waits, new Array(16).fill(60_000));
  assert.equal(inner.tries, 17);
});

test('an abort while waiting ends it and is told apart; the inner read gets a signal that aborts', async () => {
  const abort = new AbortController();
  const inner = createFailingStore([new SlowDownError(parts, 30_000)]);
  const reading = withRetry(inner).get('k', { signal: abort.signal });
  setTimeout(() => abort.abort(), 10);
  await assert.rejects(reading, { tag: 'aborted' });

  let seen: AbortSignal | undefined;
  const hanging: Store = {
    name: 'hangs',
    get: (_, { signal } = {}) => {
      seen = signal;
      return new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new TransientError(parts))),
      );
    },
  };
  await assert.rejects(withRetry(hanging, { deadlineMs: 20 }).get('k'), { tag: 'transient' });
  assert.equal(seen?.aborted, true, 'the deadline reached the inner store');
});
