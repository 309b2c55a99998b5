import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createShardedReader,
  encodeShard,
  parseSharding,
  walkShard,
} from '../../../../datasets/precomputed/sharding/index.ts';
import { createMemoryStore } from '../../../../datasets/stores/index.ts';
import { text } from '../../support/blocks.ts';
import { WORKED_SHARD, WORKED_SHARDING } from './worked-shard.ts';

const spec = parseSharding(WORKED_SHARDING, 'sharding');
const OBJECTS = ['AAAA', 'BBB', 'CC', 'DDDDD'];
const store = createMemoryStore('ds', [['s/0.shard', WORKED_SHARD]]);

test('formats.md 1.5 Worked example: 0.shard is written byte for byte', async () => {
  const entries = OBJECTS.map((object, i) => ({ key: BigInt(i), bytes: text(object) }));
  const shard = await encodeShard(spec, entries);
  assert.equal(shard.length, 142);
  assert.deepEqual([...shard], [...WORKED_SHARD]);
});

test('formats.md 1.5 Worked example: 0.shard is read, key by key', async () => {
  const reader = createShardedReader(store, 's', spec);
  for (const [i, object] of OBJECTS.entries())
    assert.deepEqual(await reader.get(BigInt(i), { maxBytes: 10 }), text(object));
});

test('formats.md 1.5 Worked example: indices at [39,87) and [94,142), starts from the end of the shard index', async () => {
  const found = [];
  for await (const { number, extent, index } of walkShard(store, 's/0.shard', spec))
    found.push([number, extent, index && [[...index.keys], [...index.starts], [...index.sizes]]]);
  assert.deepEqual(found, [
    [
      0,
      [39, 87],
      [
        [0n, 1n],
        [0, 4],
        [4, 3],
      ],
    ],
    [
      1,
      [94, 142],
      [
        [2n, 3n],
        [55, 57],
        [2, 5],
      ],
    ],
  ]);
});

test('a chunk before its predecessor has a delta that wraps', async () => {
  // Keys 0 and 1 with their bytes the other way round: starts 3 and 0, the second delta is -7.
  const words = (...values: (number | bigint)[]) => [
    ...new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer),
  ];
  const shard = Uint8Array.from([
    ...words(7, 55, 0, 0),
    ...text('BBBAAAA'),
    ...words(0, 1, 3, 2n ** 64n - 7n, 4, 3),
  ]);
  const reader = createShardedReader(createMemoryStore('ds', [['s/0.shard', shard]]), 's', spec);
  assert.deepEqual(await reader.get(0n, { maxBytes: 10 }), text('AAAA'));
  assert.deepEqual(await reader.get(1n, { maxBytes: 10 }), text('BBB'));
});

test('a shard that is not there has no minishards; one that is cut says so', async () => {
  for await (const minishard of walkShard(store, 's/1.shard', spec)) assert.fail(`${minishard.number}`);
  const cut = createMemoryStore('ds', [['s/0.shard', WORKED_SHARD.subarray(0, 31)]]);
  await assert.rejects(walkShard(cut, 's/0.shard', spec).next(), { tag: 'corrupt' });
});
