/** Archives against Python's `zipfile`. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createPacking } from '../../../converters/single-page/pack-files.ts';

/** name -> [method, bytes in hexadecimal]; `testzip` checks every CRC. */
const READ = `
import io, json, sys, zipfile
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert z.testzip() is None
print(json.dumps({i.filename: [i.compress_type, z.read(i).hex()] for i in z.infolist()}))`;

/** Digests, which nothing shrinks. */
const noise = Buffer.concat(
  Array.from({ length: 100 }, (_, i) => createHash('sha256').update(`${i}`).digest()),
);
const FILES: readonly (readonly [string, Uint8Array])[] = [
  ['cells/8_8_8/0-64_0-64_0-64', new Uint8Array(5000)],
  ['cells/mesh/7', noise],
  ['cells/8_8_8/0.shard', new Uint8Array(5000)],
  ['cells/mesh/7:0', new TextEncoder().encode('{"fragments": ["é"]}')],
  ['empty', new Uint8Array(0)],
];

function packed(): Uint8Array {
  const packing = createPacking();
  for (const file of FILES) packing.add(file);
  const before = packing.bytes;
  const all = packing.end();
  assert.ok(before > 8000 && before < all.length, `${before} of ${all.length}`);
  return all;
}

test('all files come back; shards and what does not shrink are stored, the rest is deflated', () => {
  const out = execFileSync('/usr/bin/python3', ['-c', READ], { input: packed() }).toString();
  const read = JSON.parse(out) as Record<string, [number, string]>;
  for (const [name, bytes] of FILES) assert.equal(read[name]?.[1], Buffer.from(bytes).toString('hex'), name);
  const [STORED, DEFLATED] = [0, 8];
  assert.equal(read['cells/8_8_8/0-64_0-64_0-64']?.[0], DEFLATED);
  assert.equal(read['cells/mesh/7']?.[0], STORED);
  assert.equal(read['cells/8_8_8/0.shard']?.[0], STORED);
});

test('the same files give the same bytes', () => {
  assert.deepEqual(packed(), packed());
});
