import assert from 'node:assert/strict';
import { test } from 'node:test';
import { murmurHash64 } from '../../../../datasets/precomputed/sharding/index.ts';

test('formats.md 1.5 Shard and minishard number: values of murmurhash3_x86_128', () => {
  const values: [input: bigint, hash: string][] = [
    [0n, '4772b084e028ae41'],
    [1n, 'e8bd67d616d4ce9a'],
    [42n, 'c20b94f95119f47a'],
    [12345n, '1d31307e3a65e510'],
    [2n ** 53n + 1n, 'dfde6c7958396398'],
    [2n ** 64n - 1n, '574f66bd212b5d1a'],
    [720575940627559000n, '6ecbf6845cd6dc4a'],
  ];
  for (const [input, hash] of values)
    assert.equal(murmurHash64(input).toString(16).padStart(16, '0'), hash, `${input}`);
});
