import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { combineCrc32 } from '../../../converters/coordinates/index.ts';

test("two pieces have zlib's checksum of both", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * i) % 251);
  for (const cut of [0, 1, 2, 3, 64, 511, 999, 1000]) {
    const [a, b] = [bytes.subarray(0, cut), bytes.subarray(cut)];
    assert.equal(combineCrc32(crc32(a), crc32(b), b.length), crc32(bytes), `cut at ${cut}`);
  }
});
