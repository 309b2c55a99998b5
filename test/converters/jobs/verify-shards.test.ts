/** The worked shard of formats.md 1.5, damaged in each way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProblemLog } from '../../../converters/jobs/verify-problems.ts';
import { listedShards, verifyShards } from '../../../converters/jobs/verify-shards.ts';
import { parseSharding } from '../../../datasets/precomputed/sharding/index.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { WORKED_SHARD, WORKED_SHARDING } from '../../datasets/precomputed/sharding/worked-shard.ts';

const spec = parseSharding(WORKED_SHARDING, 'sharding');

async function verified(shard: Uint8Array, name = '0.shard') {
  const log = createProblemLog();
  const store = createMemoryStore('ds', [[`s/${name}`, shard]]);
  const job = { store, folder: 's', spec, log, kind: 'shard' } as const;
  const result = await verifyShards(job, listedShards(job));
  return { ...result, texts: log.kept.map(({ text }) => text) };
}

/** The shard with some 64-bit words changed. */
function edited(changes: Readonly<Record<number, bigint>>): Uint8Array {
  const copy = WORKED_SHARD.slice();
  const view = new DataView(copy.buffer);
  for (const [offset, value] of Object.entries(changes)) view.setBigUint64(Number(offset), value, true);
  return copy;
}

test('whole: four keys, no problems, no orphans', async () => {
  assert.deepEqual(await verified(WORKED_SHARD), { shards: 1, keys: 4, orphanBytes: 0, texts: [] });
});

const FAULTS: [name: string, shard: Uint8Array, messages: RegExp[]][] = [
  [
    'shard index cut',
    WORKED_SHARD.subarray(0, 20),
    [/0\.shard: expected .*bytes \[0,32\), got only 20 bytes/],
  ],
  [
    'inverted',
    edited({ 0: 55n, 8: 7n }),
    [/minishard 0: expected an index .* that ends after its start, got \[55,7\)/],
  ],
  ['past the end', edited({ 24: 110n + 24n }), [/minishard 1.*got only 142 bytes|\[94,166\)/]],
  ['far past the end', edited({ 16: 2n ** 63n, 24: 2n ** 63n + 48n }), [/minishard 1: expected an index/]],
  [
    'no multiple of 24',
    edited({ 8: 56n }),
    [/minishard 0: expected a length that is a multiple of 24, got 49/],
  ],
  ['key repeated', edited({ 47: 0n }), [/minishard 0.*entry 1: expected a key above 0, got 0/]],
  [
    'key of another minishard',
    edited({ 94: 4n, 102: 1n }),
    [
      /minishard 1: key 4 at offset 87: expected in 1\.shard, minishard 0, where its hash puts it/,
      /key 5 at offset 89: expected in 1\.shard, minishard 0/,
    ],
  ],
  [
    'key of another shard',
    edited({ 39: 8n }),
    [
      /key 8 at offset 32: expected in 2\.shard, minishard 0/,
      /key 9 at offset 36: expected in 2\.shard, minishard 0/,
    ],
  ],
  [
    'chunk inside a chunk',
    edited({ 63: 2n ** 64n - 2n }),
    [/minishard 0.*key 1: expected a chunk from offset 4 on, got offset 2/],
  ],
  [
    'chunk inside an index',
    edited({ 110: 50n }),
    [/expected key 2 from offset 87 on, after the index of minishard 0, got \[82,84\): they overlap/],
  ],
  [
    'two minishards share an index',
    edited({ 16: 7n, 24: 55n }),
    [
      /minishard 1: key 0 .*expected in 0\.shard, minishard 0/,
      /key 1 /,
      /they overlap/,
      /they overlap/,
      /they overlap/,
    ],
  ],
  ['chunk past the end', edited({ 134: 2n ** 40n }), [/they overlap|key 3/]],
];

for (const [name, shard, messages] of FAULTS) {
  test(`fault: ${name}`, async () => {
    const { texts } = await verified(shard);
    assert.ok(texts.length >= messages.length, texts.join('\n') || 'nothing was told');
    for (const message of messages)
      assert.ok(
        texts.some((text) => message.test(text)),
        `${message}: ${texts.join('\n')}`,
      );
  });
}

test('bytes that no index leads to are counted: between, and after the end', async () => {
  // Minishard 1 becomes empty: its chunks and its index are nobody's.
  assert.equal((await verified(edited({ 16: 0n, 24: 0n }))).orphanBytes, 142 - 87);
  const longer = new Uint8Array(142 + 1000);
  longer.set(WORKED_SHARD);
  assert.deepEqual(await verified(longer), { shards: 1, keys: 4, orphanBytes: 1000, texts: [] });
});

test('files that are no shard of this scale are passed over', async () => {
  for (const name of ['00.shard', '4.shard', 'A.shard', '0.index', 'x.shard'])
    assert.equal((await verified(WORKED_SHARD, name)).shards, 0, name);
});
