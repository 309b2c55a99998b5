import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locateKey, parseSharding, shardName } from '../../../../datasets/precomputed/sharding/index.ts';
import { WORKED_SHARDING } from './worked-shard.ts';

/** Bits: preshift, minishard, shard. */
function placeOf(
  key: bigint,
  hash: string,
  [preshift, minishard, shard]: readonly number[],
): [string, number] {
  const bits = { preshift_bits: preshift, minishard_bits: minishard, shard_bits: shard };
  const spec = parseSharding({ ...WORKED_SHARDING, ...bits, hash }, 'sharding');
  const place = locateKey(spec, key);
  return [shardName(spec, place.shard), place.minishard];
}

test('formats.md 1.5 Shard and minishard number: end to end', () => {
  const murmur = 'murmurhash3_x86_128';
  assert.deepEqual(placeOf(1822975381n, murmur, [6, 11, 7]), ['42.shard', 18]);
  assert.deepEqual(placeOf(12345n, murmur, [0, 3, 5]), ['02.shard', 0]);
  assert.deepEqual(placeOf(720575940627559000n, murmur, [0, 3, 5]), ['09.shard', 2]);
  assert.deepEqual(placeOf(583460383n, 'identity', [9, 6, 16]), ['458d.shard', 51]);
});

test('formats.md 1.5 Worked example: shard file and minishard of each key', () => {
  const places: [keys: bigint[], file: string, minishard: number][] = [
    [[0n, 1n], '0.shard', 0],
    [[2n, 3n], '0.shard', 1],
    [[4n, 5n], '1.shard', 0],
    [[6n, 7n], '1.shard', 1],
    [[8n], '2.shard', 0],
    [[10n], '2.shard', 1],
    [[12n], '3.shard', 0],
    [[14n], '3.shard', 1],
  ];
  for (const [keys, file, minishard] of places)
    for (const key of keys)
      assert.deepEqual(placeOf(key, 'identity', [1, 1, 2]), [file, minishard], `${key}`);
});

test('formats.md 1.5 File naming: as many hexadecimal digits as the bits need, one without bits', () => {
  assert.deepEqual(placeOf(7n, 'identity', [0, 0, 0]), ['0.shard', 0]);
  assert.deepEqual(placeOf(10n, 'identity', [0, 0, 4]), ['a.shard', 0]);
  assert.deepEqual(placeOf(10n, 'identity', [0, 0, 5]), ['0a.shard', 0]);
  assert.deepEqual(placeOf(0xabcn, 'identity', [0, 0, 9]), ['0bc.shard', 0]);
  // A shift by 64 gives 0.
  assert.deepEqual(placeOf(2n ** 64n - 1n, 'identity', [64, 3, 5]), ['00.shard', 0]);
});
