import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { exitCodeOf } from '../../../converters/console/index.ts';
import { CorruptDataError, InvalidDataError, isFloodlightError } from '../../../datasets/errors.ts';
import { createFileStore, DiskFullError } from '../../../datasets/stores/index.node.ts';
import { collect, text } from '../support/blocks.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-store-'));
});
after(() => rm(root, { recursive: true, force: true }));

const asText = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

test('puts files in folders, reads them whole and in part', async () => {
  const store = createFileStore(join(root, 'a'));
  assert.equal(await store.get('8_8_8/0-64'), undefined, 'nothing before the first write');
  await store.put('8_8_8/0-64', text('0123456789'));
  assert.equal(await readFile(join(root, 'a/8_8_8/0-64'), 'utf8'), '0123456789');
  assert.equal(asText(await store.get('8_8_8/0-64')), '0123456789');
  assert.equal(asText(await store.get('8_8_8/0-64', { range: { begin: 2, end: 5 } })), '234');
  assert.equal(asText(await store.get('8_8_8/0-64', { range: { begin: 8 } })), '89');
  await assert.rejects(store.get('8_8_8/0-64', { range: { begin: 8, end: 11 } }), CorruptDataError);
  assert.equal(await store.get('8_8_8'), undefined, 'a folder is not an object');
  assert.equal(await store.get('8_8_8/0-64/x'), undefined, 'nothing is below a file');
});

test('replaces at once and leaves no temporary file', async () => {
  const store = createFileStore(join(root, 'b'));
  await store.put('info', text('old'));
  await Promise.all(Array.from({ length: 20 }, (_, i) => store.put('info', text(`new ${i}`))));
  assert.match(asText(await store.get('info')) ?? '', /^new \d+$/);
  assert.deepEqual(await readdir(join(root, 'b')), ['info']);
});

test('names of legacy mesh manifests hold a colon', async () => {
  const store = createFileStore(join(root, 'c'));
  await store.put('mesh/18446744073709551615:0', text('{}'));
  assert.equal(asText(await store.get('mesh/18446744073709551615:0')), '{}');
});

test('refuses keys that could leave the folder', async () => {
  const store = createFileStore(join(root, 'd'));
  for (const key of ['../x', 'a/../../x', '/etc/passwd', 'a//b', '', '.', 'a\\..\\b', 'a\0b', 'a/']) {
    await assert.rejects(store.get(key), InvalidDataError);
    await assert.rejects(store.put(key, text('x')), InvalidDataError);
  }
  await assert.rejects(collect(store.list('../')), InvalidDataError);
});

test('lists recursively by prefix, without unfinished writes', async () => {
  const store = createFileStore(join(root, 'e'));
  for (const key of ['info', '8_8_8/0-1', '8_8_8/1-2', '16_16_16/0-1']) await store.put(key, text('x'));
  await writeFile(join(root, 'e/8_8_8/0-1.tmp-123e4567-e89b-12d3-a456-426614174000'), 'torn');
  assert.deepEqual((await collect(store.list(''))).sort(), [
    '16_16_16/0-1',
    '8_8_8/0-1',
    '8_8_8/1-2',
    'info',
  ]);
  assert.deepEqual((await collect(store.list('8_8_8/'))).sort(), ['8_8_8/0-1', '8_8_8/1-2']);
  assert.deepEqual(await collect(store.list('8_8_8/1')), ['8_8_8/1-2']);
  assert.deepEqual(await collect(store.list('nothing/')), []);
});

test('a file where a folder is needed is a wrong call; an unreadable one is refused', async () => {
  const store = createFileStore(join(root, 'f'));
  await store.put('info', text('x'));
  await assert.rejects(store.put('info/0-64', text('x')), (error) => isFloodlightError(error, 'usage'));
  if (process.getuid?.() === 0) return; // root reads everything
  await chmod(join(root, 'f/info'), 0);
  await assert.rejects(store.get('info'), (error) => isFloodlightError(error, 'forbidden'));
});

test('names with a colon are read but not written', async () => {
  const store = createFileStore(join(root, 'colons'));
  await mkdir(join(root, 'colons'));
  await writeFile(join(root, 'colons/a:b'), 'x');
  assert.equal(asText(await store.get('a:b')), 'x');
  for (const key of ['a:b', '1:1', 'x1:0', '1:0/a'])
    await assert.rejects(store.put(key, text('x')), { tag: 'invalid' });
  assert.deepEqual(await readdir(join(root, 'colons')), ['a:b']);
});

test('where a name is absent its gzipped form is read, whole and in part; a bomb is stopped', async () => {
  const store = createFileStore(join(root, 'packed'));
  await store.put('chunk.gz', gzipSync('0123456789'));
  assert.equal(asText(await store.get('chunk')), '0123456789');
  assert.equal(asText(await store.get('chunk', { range: { begin: 2, end: 5 } })), '234');
  assert.equal((await store.get('chunk.gz'))?.[0], 0x1f, 'by its own name it stays packed');
  await store.put('torn.gz', gzipSync('0123456789').subarray(0, 15));
  await assert.rejects(store.get('torn'), { tag: 'corrupt' });
  await store.put('bomb.gz', gzipSync(Buffer.alloc(2 ** 28 + 1)));
  await assert.rejects(store.get('bomb'), { tag: 'too-large' });
  await store.put('chunk', text('plain'));
  assert.equal(asText(await store.get('chunk')), 'plain', 'the plain name comes first');
});

test('a full disk has an error of its own and leaves the old object whole', async (context) => {
  const disk = join(root, 'disk');
  await mkdir(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk], { stdio: 'ignore' });
  } catch {
    return context.skip('no tmpfs can be mounted here');
  }
  try {
    const store = createFileStore(disk);
    await store.put('a', new Uint8Array(1000).fill(1));
    const error = await store.put('a', new Uint8Array(200_000)).catch((e: unknown) => e);
    assert.ok(error instanceof DiskFullError, String(error));
    assert.equal(exitCodeOf(error), 4);
    assert.match(error.message, /disk\/a: expected room on the disk, got .*ENOSPC.*Free some space/);
    assert.deepEqual(await readdir(disk), ['a']);
    assert.deepEqual(await store.get('a'), new Uint8Array(1000).fill(1));
  } finally {
    execFileSync('umount', [disk]);
  }
});

test('a place where no folder can be made ends with an error, and at once', async () => {
  // Node's own recursive mkdir never ends below /proc; elsewhere the place is refused otherwise.
  const error = await createFileStore('/proc/floodlight/a/b')
    .put('info', text('x'))
    .catch((e: unknown) => e);
  assert.ok(isFloodlightError(error), String(error));
  assert.equal(exitCodeOf(error), 4);
  assert.match(error.message, /\/proc/);
});

test('many writers make the same folders at once', async () => {
  const store = createFileStore(join(root, 'deep'));
  await Promise.all(Array.from({ length: 30 }, (_, i) => store.put(`a/b/c/d/${i}`, text('x'))));
  assert.equal((await readdir(join(root, 'deep/a/b/c/d'))).length, 30);
});
