import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSharding } from '../../../../datasets/precomputed/sharding/index.ts';

const SPEC = {
  '@type': 'neuroglancer_uint64_sharded_v1',
  preshift_bits: 9,
  hash: 'identity',
  minishard_bits: 6,
  shard_bits: 15,
};

test('encodings that are left out are raw', () => {
  const { minishardIndexEncoding, dataEncoding } = parseSharding(SPEC, 'ds');
  assert.deepEqual([minishardIndexEncoding, dataEncoding], ['raw', 'raw']);
});

test('what is not as the format wants it is named', () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ shard_bits: 64 }, /shard_bits: expected at most 58 beside minishard_bits, got 64/],
    [{ minishard_bits: 33 }, /minishard_bits/],
    [{ preshift_bits: -1 }, /preshift_bits/],
    [{ hash: 'md5' }, /hash/],
    [{ data_encoding: 'zstd' }, /data_encoding/],
    [{ '@type': 'v2' }, /@type/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => parseSharding({ ...SPEC, ...change }, 'ds'), { name: 'InvalidDataError', message });
  }
});
