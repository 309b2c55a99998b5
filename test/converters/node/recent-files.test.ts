import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileObjectStore } from '../../../converters/node/file-object-store.ts';
import { createRecentFiles } from '../../../converters/node/recent-files.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-recent-'));
});
after(() => rm(root, { recursive: true }));

const bytesOf = (text: string) => new TextEncoder().encode(text);
const head = { sizeBytes: 0, etag: '"x"' };
/** A minute from now every file is old. */
const LATER = { now: () => Date.now() + 60_000 };

async function written(name: string, text: string) {
  await writeFile(join(root, name), text);
  return { stats: await stat(join(root, name)), file: { head, bytes: bytesOf(text) } };
}

test('a file is kept until anything about it changes', async () => {
  const recent = createRecentFiles(root, LATER);
  const path = join(root, 'x');
  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    'written anew, of the same length': () => writeFile(path, 'TWO'),
    'its time alone': () => utimes(path, 1, 1),
    // The time of the last change of anything cannot be set.
    'other bytes at the old time': async () => {
      const { mtime } = await stat(path);
      await writeFile(path, 'TWO');
      await utimes(path, mtime, mtime);
    },
    'another file in its place': async () => {
      await writeFile(join(root, 'y'), 'two');
      await rename(join(root, 'y'), path);
    },
    'a link to elsewhere in its place': async () => {
      await writeFile(join(root, 'z'), 'two');
      await rm(path);
      await symlink('z', path);
    },
    'a folder in its place': () => rm(path).then(() => mkdir(path)),
  };
  for (const [name, change] of Object.entries(changes)) {
    await rm(path, { force: true });
    const { stats, file } = await written('x', 'one');
    recent.offer('x', stats, file);
    assert.equal(recent.get('x')?.bytes, file.bytes, name);
    assert.equal(recent.get('x')?.bytes, file.bytes, name);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await change();
    assert.equal(recent.get('x'), undefined, name);
    assert.equal(recent.get('x'), undefined, `${name}: gone for good`);
  }
});

test('a file that has only just changed, or is large, is not kept', async () => {
  const { stats, file } = await written('young', 'young');
  const now = createRecentFiles(root);
  now.offer('young', stats, file);
  assert.equal(now.get('young'), undefined);
  const later = createRecentFiles(root, LATER);
  later.offer('young', stats, { ...file, bytes: new Uint8Array(2 ** 18 + 1) });
  assert.equal(later.get('young'), undefined);
});

test('at most so many bytes; what was asked for stays longer', async () => {
  const recent = createRecentFiles(root, { ...LATER, maxBytes: 10 });
  const offer = async (name: string) => {
    const { stats, file } = await written(name, 'four');
    recent.offer(name, stats, file);
  };
  await offer('a');
  await offer('b');
  recent.get('a');
  await offer('c');
  const kept = ['a', 'b', 'c'].filter((name) => recent.get(name) !== undefined);
  assert.deepEqual(kept, ['a', 'c']);
  for (let i = 0; i < 20; i++) await offer(`more-${i}`);
  const all = ['a', 'c', ...Array.from({ length: 20 }, (_, i) => `more-${i}`)];
  assert.equal(all.filter((name) => recent.get(name) !== undefined).length, 2);
});

test('a store gives the same from memory as from disk: ranges, packed forms, and no mix of the two', async () => {
  const store = fileObjectStore(root);
  const old = new Date(Date.now() - 60_000);
  const packed = gzipSync('hello');
  await writeFile(join(root, 'plain'), 'hello');
  await writeFile(join(root, 'packed.gz'), packed);
  const read = async (key: string, range?: { first: number; last: number }) => {
    const opened = await store.open(key, { range });
    return [Buffer.from((await opened?.body()) as Uint8Array).toString('hex'), opened?.head];
  };
  const keys = ['plain', 'packed', 'packed.gz'];
  const all = async () => Promise.all(keys.map((key) => read(key)));
  await Promise.all(['plain', 'packed.gz'].map((name) => utimes(join(root, name), old, old)));
  // The time of the last change is that of utimes: a while later both are old enough to be kept.
  await new Promise((resolve) => setTimeout(resolve, 2600));
  const first = await all();
  assert.deepEqual(await all(), first);
  assert.deepEqual(
    first.map(([, found]) => (found as { contentEncoding?: string }).contentEncoding),
    [undefined, 'gzip', undefined],
  );
  assert.deepEqual([first[1]?.[0], first[2]?.[0]], [packed.toString('hex'), packed.toString('hex')]);
  assert.equal((await read('plain', { first: 1, last: 3 }))[0], Buffer.from('ell').toString('hex'));
  await writeFile(join(root, 'packed'), 'now plain');
  assert.equal((await read('packed'))[0], Buffer.from('now plain').toString('hex'));
});
