import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzip, gzip, looksGzipped } from '../../../datasets/codecs/index.ts';
import { CorruptDataError, TooLargeError } from '../../../datasets/errors.ts';
import { assertSameSamples, text } from '../support/blocks.ts';

/** `printf hello | gzip -n`, by gzip 1.12. */
const HELLO = Uint8Array.from(
  '1f8b0800000000000003cb48cdc9c9070086a6103605000000'.match(/../g) ?? [],
  (byte) => Number.parseInt(byte, 16),
);

test('decompresses what gzip wrote', async () => {
  assertSameSamples(await gunzip(HELLO, 5), text('hello'));
});

test('decompresses what it compressed', async () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 7);
  const packed = await gzip(bytes);
  assert.ok(looksGzipped(packed) && packed.length < bytes.length);
  assertSameSamples(await gunzip(packed, bytes.length), bytes);
});

test('stops at the cap', async () => {
  const bomb = await gzip(new Uint8Array(50_000_000));
  assert.ok(bomb.length < 100_000);
  await assert.rejects(gunzip(bomb, 1_000_000, 'a chunk'), TooLargeError);
});

test('a wrong checksum and what follows a member are damage', async () => {
  const wrong = HELLO.slice();
  wrong[wrong.length - 8]! ^= 1;
  await assert.rejects(gunzip(wrong, 100), CorruptDataError);
  await assert.rejects(gunzip(Uint8Array.of(...HELLO, 1, 2, 3), 100), CorruptDataError);
});

test('names truncated and foreign bytes', async () => {
  await assert.rejects(gunzip(HELLO.subarray(0, 15), 100), CorruptDataError);
  await assert.rejects(gunzip(text('not gzip at all'), 100), CorruptDataError);
  await assert.rejects(gunzip(new Uint8Array(0), 100), CorruptDataError);
});
