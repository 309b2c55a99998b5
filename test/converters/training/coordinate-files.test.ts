import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { findCoordinateFiles, readCoordinates } from '../../../converters/training/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { maskedCrc32c } from '../../../ffn/model/index.ts';
import { encodeExample } from '../../../ffn/training/index.ts';

let folder = '';
const at = (name: string) => join(folder, name);

/** A TFRecord, written down once more. */
function recordOf(data: Uint8Array): Buffer {
  const record = Buffer.alloc(16 + data.length);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc32c(data), 12 + data.length);
  return record;
}

const records = (from: number, count: number): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, (_, i) =>
      recordOf(encodeExample({ center: xyz(from + i, 2, 3), volume: 'v' })),
    ),
  );

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-coordinate-files-'));
  await writeFile(at('c-00000-of-00002'), gzipSync(records(0, 3)));
  await writeFile(at('c-00001-of-00002'), records(10, 4));
  await writeFile(at('empty'), gzipSync(Buffer.alloc(0)));
});
after(() => rm(folder, { recursive: true, force: true }));

async function take(text: string, count: number, order = { seed: 1, first: 0 }): Promise<number[]> {
  const found: number[] = [];
  for await (const { center } of readCoordinates(await findCoordinateFiles(text), order)) {
    found.push(center[0]);
    if (found.length === count) break;
  }
  return found;
}

test('files are named by path, glob and number', async () => {
  const both = [at('c-00000-of-00002'), at('c-00001-of-00002')];
  assert.deepEqual(await findCoordinateFiles(`${at('c')}@2`), both);
  assert.deepEqual(await findCoordinateFiles(at('c-*')), both);
  assert.deepEqual(await findCoordinateFiles(both.join(', ')), both);
  for (const text of [at('none'), at('none*'), `${at('c')}@3`])
    await assert.rejects(findCoordinateFiles(text), /expected a file of coordinates, got none/);
});

test('all of them in each pass, the files in an order that the seed decides; without end', async () => {
  const all = await take(at('c-*'), 7 * 20);
  const passes = Array.from({ length: 20 }, (_, i) => all.slice(7 * i, 7 * i + 7));
  const sorted = [0, 1, 2, 10, 11, 12, 13];
  for (const pass of passes)
    assert.deepEqual(
      [...pass].sort((a, b) => a - b),
      sorted,
    );
  assert.deepEqual(new Set(passes.map(([first]) => first)), new Set([0, 10]));
  assert.deepEqual(await take(at('c-*'), 140), all);
  assert.notDeepEqual(await take(at('c-*'), 140, { seed: 2, first: 0 }), all);
});

test('the nth one is the nth one, wherever reading begins', async () => {
  const all = await take(at('c-*'), 60);
  for (const first of [1, 3, 6, 7, 8, 30, 48])
    assert.deepEqual(await take(at('c-*'), 5, { seed: 1, first }), all.slice(first, first + 5), `${first}`);
});

test('what is damaged, foreign or empty is refused, with its place', async () => {
  const bytes = records(0, 3);
  bytes[bytes.length - 6]! ^= 1;
  await writeFile(at('flipped'), bytes);
  await assert.rejects(take(at('flipped'), 1), /flipped: record at offset \d+: expected checksum/);
  const whole = gzipSync(records(0, 300));
  await writeFile(at('cut'), whole.subarray(0, whole.length - 20));
  await assert.rejects(take(at('cut'), 301), /cut: expected a whole gzip stream/);
  const plain = gunzipSync(whole);
  await writeFile(at('torn'), plain.subarray(0, plain.length - 5));
  await assert.rejects(take(at('torn'), 301), /torn: record at offset \d+: expected a whole record/);
  const other = Buffer.from(encodeExample({ center: xyz(1, 2, 3), volume: 'v' }));
  other.write('centre', other.indexOf('center'));
  await writeFile(at('other'), recordOf(other));
  await assert.rejects(
    take(at('other'), 1),
    /other: record 1: expected the features center .*got the feature "centre"/,
  );
  await assert.rejects(take(at('empty'), 1), /empty: expected coordinates to train with, got no record/);
});
