import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isFloodlightError } from '../../datasets/errors.ts';
import { handle } from '../../edge/index.ts';
import { get, memoryObjects } from './memory-objects.ts';

const PLAIN = { 'Accept-Encoding': 'identity' };
const stored = (bytes: Uint8Array) => {
  const data = memoryObjects({ x: new Uint8Array(bytes) }, { contentEncoding: 'gzip' });
  return { data };
};

test('an object that unpacks to more than 64 MiB breaks off, and no more than that is unpacked', async () => {
  const bomb = gzipSync(new Uint8Array(2 ** 28));
  const response = await handle(get('/data/x', PLAIN), stored(bomb));
  assert.equal(response.status, 200);
  let bytes = 0;
  await assert.rejects(
    async () => {
      for await (const piece of response.body!) bytes += piece.length;
    },
    (error) => isFloodlightError(error, 'too-large'),
  );
  assert.ok(bytes > 2 ** 25 && bytes <= 2 ** 26, `${bytes}`);
  const passed = await handle(get('/data/x', { 'Accept-Encoding': 'gzip' }), stored(bomb));
  assert.equal(
    (await passed.arrayBuffer()).byteLength,
    bomb.length,
    'who takes gzip gets it as it lies there',
  );
});

test('what says gzip and is none, or is cut, breaks off: no client takes it for whole', async () => {
  const good = gzipSync('some bytes of a chunk, some bytes of a chunk');
  const bad: Readonly<Record<string, Uint8Array>> = {
    plain: new TextEncoder().encode('not packed at all'),
    cut: good.subarray(0, good.length - 9),
    'a wrong sum': good.map((byte, i) => (i === good.length - 6 ? byte ^ 1 : byte)),
  };
  for (const [name, bytes] of Object.entries(bad)) {
    const response = await handle(get('/data/x', PLAIN), stored(bytes));
    await assert.rejects(response.arrayBuffer(), name);
  }
});
