import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, withRangeCoalescing } from '../../../datasets/stores/index.ts';
import { createRecordingStore } from './support/recording-store.ts';

const inner = () => createMemoryStore('mem', [['a', Uint8Array.from({ length: 100 }, (_, i) => i)]]);
const range = (begin: number, end: number, signal?: AbortSignal) => ({ range: { begin, end }, signal });

test('ranges of one tick are merged up to the gap, and each caller gets its own bytes', async () => {
  const { store, calls } = createRecordingStore(inner());
  const merged = withRangeCoalescing(store, { maxGapBytes: 4 });
  const parts = await Promise.all([
    merged.get('a', range(20, 22)),
    merged.get('a', range(10, 16)),
    merged.get('a', range(12, 14)),
    merged.get('a', range(50, 51)),
    merged.get('a', range(27, 28)),
  ]);
  assert.deepEqual(
    parts.map((bytes) => [...(bytes ?? [])]),
    [[20, 21], [10, 11, 12, 13, 14, 15], [12, 13], [50], [27]],
  );
  assert.deepEqual(
    calls.map(({ options }) => options.range),
    [
      { begin: 10, end: 22 },
      { begin: 27, end: 28 },
      { begin: 50, end: 51 },
    ],
  );
});

test('merging stops at its size limit, and at the end of the tick', async () => {
  const { store, calls } = createRecordingStore(inner());
  const merged = withRangeCoalescing(store, { maxMergedBytes: 20 });
  await Promise.all([
    merged.get('a', range(0, 10)),
    merged.get('a', range(10, 20)),
    merged.get('a', range(20, 30)),
  ]);
  assert.equal(calls.length, 2);
  await merged.get('a', range(0, 1));
  await merged.get('a', range(1, 2));
  assert.equal(calls.length, 4);
});

test('one range past the end fails alone', async () => {
  const merged = withRangeCoalescing(inner());
  const [good, bad] = await Promise.allSettled([
    merged.get('a', range(90, 95)),
    merged.get('a', range(95, 105)),
  ]);
  assert.equal(good.status, 'fulfilled');
  assert.equal(bad.status === 'rejected' && (bad.reason as { tag: string }).tag, 'corrupt');
});

test('one caller that leaves does not end the request of the others; all of them do', async () => {
  const { store, calls, release } = createRecordingStore(inner(), { hold: true });
  const merged = withRangeCoalescing(store);
  const [one, two] = [new AbortController(), new AbortController()];
  const first = merged.get('a', range(0, 2, one.signal));
  const second = merged.get('a', range(2, 4));
  await Promise.resolve();
  one.abort();
  await assert.rejects(first, { tag: 'aborted' });
  assert.equal(calls[0].options.signal?.aborted, false);
  release();
  assert.deepEqual([...((await second) ?? [])], [2, 3]);

  const held = createRecordingStore(inner(), { hold: true });
  const all = withRangeCoalescing(held.store);
  const readings = [all.get('a', range(0, 2, two.signal)), all.get('a', range(2, 4, two.signal))];
  await Promise.resolve();
  two.abort();
  for (const reading of readings) await assert.rejects(reading, { tag: 'aborted' });
  assert.equal(held.calls[0].options.signal?.aborted, true);
});
