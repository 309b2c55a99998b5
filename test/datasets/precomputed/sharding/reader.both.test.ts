import assert from 'node:assert/strict';
import { test } from 'node:test';
import { murmurHash3_x86_128Hash64Bits } from 'neuroglancer/unstable/util/hash.js';
import { Uint64 } from 'neuroglancer/unstable/util/uint64.js';
import { encodeZIndexCompressed } from 'neuroglancer/unstable/util/zorder.js';
import { CorruptDataError } from '../../../../datasets/errors.ts';
import {
  compressedMortonCode,
  createShardedReader,
  encodeShard,
  locateKey,
  murmurHash64,
  type ShardingSpec,
  shardName,
} from '../../../../datasets/precomputed/sharding/index.ts';
import { createMemoryStore, type Store } from '../../../../datasets/stores/index.ts';
import { createRandom, text } from '../../support/blocks.ts';

const WORKED: ShardingSpec = {
  preshiftBits: 1,
  hash: 'identity',
  minishardBits: 1,
  shardBits: 2,
  minishardIndexEncoding: 'raw',
  dataEncoding: 'raw',
};
const ENTRIES = ['AAAA', 'BBB', 'CC', 'DDDDD'].map((s, i) => ({ key: BigInt(i), bytes: text(s) }));
const u64 = (...values: number[]) => new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer);
const workedBytes = () =>
  Uint8Array.from([
    ...[...u64(0x07, 0x37, 0x3e, 0x6e), ...text('AAAABBB')],
    ...[...u64(0, 1, 0, 0, 4, 3), ...text('CCDDDDD')],
    ...u64(2, 1, 0x37, 0, 2, 5),
  ]);

test('Morton codes: worked values, and Neuroglancer on random grids', () => {
  assert.equal(compressedMortonCode([2, 2, 1], [3, 3, 3]), 28n);
  assert.equal(compressedMortonCode([1, 2, 0], [2, 3, 1]), 5n);
  assert.equal(compressedMortonCode([5, 5, 0], [8, 8, 2]), 99n);
  assert.equal(compressedMortonCode([1131, 411, 177], [1944, 1048, 442]), 583460383n);
  const random = createRandom(3);
  for (let i = 0; i < 500; i++) {
    const grid = [1, 2, 3].map(() => 1 + random(2 ** (1 + random(20))));
    const position = grid.map((n) => random(n));
    const theirs = encodeZIndexCompressed(new Uint64(), Uint32Array.from(position), Uint32Array.from(grid));
    assert.equal(compressedMortonCode(position, grid).toString(), theirs.toString());
  }
});

test('murmur: worked values, and Neuroglancer on random keys', () => {
  assert.equal(murmurHash64(0n), 0x4772b084e028ae41n);
  assert.equal(murmurHash64(42n), 0xc20b94f95119f47an);
  assert.equal(murmurHash64(2n ** 64n - 1n), 0x574f66bd212b5d1an);
  const random = createRandom(4);
  for (let i = 0; i < 500; i++) {
    const [low, high] = [random(2 ** 32), random(2 ** 32)];
    const out = murmurHash3_x86_128Hash64Bits(new Uint64(), 0, low, high);
    const ours = murmurHash64((BigInt(high) << 32n) | BigInt(low));
    assert.equal(ours, (BigInt(out.high >>> 0) << 32n) | BigInt(out.low >>> 0));
  }
});

test('places of keys: cloud-volume golden values (formats.md 1.5)', () => {
  const spec = {
    ...WORKED,
    hash: 'murmurhash3_x86_128',
    preshiftBits: 6,
    minishardBits: 11,
    shardBits: 7,
  } as const;
  const place = locateKey(spec, 1822975381n);
  assert.deepEqual([shardName(spec, place.shard), place.minishard], ['42.shard', 18]);
  const morton = { ...WORKED, preshiftBits: 9, minishardBits: 6, shardBits: 16 };
  const other = locateKey(morton, 583460383n);
  assert.deepEqual([shardName(morton, other.shard), other.minishard], ['458d.shard', 51]);
});

test('the worked shard: byte for byte, in any order of entries', async () => {
  assert.deepEqual([...(await encodeShard(WORKED, ENTRIES.toReversed()))], [...workedBytes()]);
});

test('three reads cold, one warm; absent keys and shards are undefined', async () => {
  const reads: string[] = [];
  const inner = createMemoryStore('ds', [['s/0.shard', workedBytes()]]);
  const store: Store = {
    name: 'ds',
    get: (key, options) => {
      reads.push(`${key} ${options?.range?.begin}-${options?.range?.end}`);
      return inner.get(key, options);
    },
  };
  const reader = createShardedReader(store, 's', WORKED);
  const get = (key: bigint) => reader.get(key, { maxBytes: 100 });
  assert.deepEqual(await get(3n), text('DDDDD'));
  assert.deepEqual(reads, ['s/0.shard 16-32', 's/0.shard 94-142', 's/0.shard 89-94']);
  assert.deepEqual(await get(2n), text('CC'));
  assert.equal(reads.length, 4);
  assert.equal(await get(4n), undefined);
  await assert.rejects(
    reader.get(3n, { maxBytes: 4 }),
    /minishard 1: key 3 at offset 89.*at most 4 bytes, got 5/,
  );
});

test('gzip of data and index comes back', async () => {
  const spec = { ...WORKED, minishardIndexEncoding: 'gzip', dataEncoding: 'gzip' } as const;
  const reader = createShardedReader(
    createMemoryStore('ds', [['s/0.shard', await encodeShard(spec, ENTRIES)]]),
    's',
    spec,
  );
  for (const { key, bytes } of ENTRIES) assert.deepEqual(await reader.get(key, { maxBytes: 100 }), bytes);
});

/** 64-bit words of the worked shard that are replaced, by offset. */
const DAMAGE: [string, number, number][] = [
  ['inverted index', 0, 0x38],
  ['index past the end', 8, 0x37 + 24000],
  ['index of an odd length', 8, 0x36],
  ['key not ascending', 47, 0],
  ['overlapping chunks', 63, -2],
  ['chunk past the end', 79, 4000],
];

test('damaged shards are refused and named', async () => {
  for (const [what, offset, value] of DAMAGE) {
    const bytes = workedBytes();
    bytes.set(u64(value), offset);
    const reader = createShardedReader(createMemoryStore('ds', [['s/0.shard', bytes]]), 's', WORKED);
    await assert.rejects(
      reader.get(1n, { maxBytes: 5000 }),
      (error) => error instanceof CorruptDataError && /ds\/s\/0\.shard: minishard 0/.test(error.message),
      what,
    );
  }
});
