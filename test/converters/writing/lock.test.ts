import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { takeLock } from '../../../converters/writing/lock.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-lock-'));
});
after(() => rm(root, { recursive: true, force: true }));

/** A process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('close', resolve));
  return child.pid ?? 0;
}

test('one at a time, and free again after its release', async () => {
  const folder = join(root, 'a');
  const lock = await takeLock(folder, 'out');
  await assert.rejects(takeLock(folder, 'out'), (error: Error) =>
    error.message.startsWith(`out: expected one writer at a time, got process ${process.pid} on`),
  );
  await lock.release();
  await (await takeLock(folder, 'out')).release();
  assert.deepEqual(await readdir(folder), []);
});

test('of many that reach for a dead lock one gets it', async () => {
  const folder = join(root, 'b');
  const { release } = await takeLock(folder, 'out');
  await release();
  const holder = { pid: await deadPid(), host: hostname(), started: '' };
  await writeFile(join(folder, 'lock-7'), JSON.stringify(holder));
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(folder, 'out')));
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.deepEqual(await readdir(folder), ['lock-8']);
});

test('a lock of another machine is respected, and the message says which file to remove', async () => {
  const folder = join(root, 'c');
  await (await takeLock(folder, 'out')).release();
  await writeFile(join(folder, 'lock-1'), JSON.stringify({ pid: 1, host: 'elsewhere', started: '' }));
  await assert.rejects(takeLock(folder, 'out'), /process 1 on elsewhere.*remove .*lock-1/);
});

test('a process that has the number of a dead one does not hold its lock', async () => {
  if (process.platform !== 'linux') return;
  const folder = join(root, 'd');
  await (await takeLock(folder, 'out')).release();
  const earlier = { pid: process.pid, host: hostname(), started: 'another-boot 1' };
  await writeFile(join(folder, 'lock-1'), JSON.stringify(earlier));
  await (await takeLock(folder, 'out')).release();
});

test('what a process left that was killed while it reached for the lock is gone once another had it', async () => {
  const folder = join(root, 'e');
  const first = await takeLock(folder, 'out');
  await writeFile(join(folder, 'lock-2.tmp-a'), 'cut o');
  await first.release();
  assert.deepEqual(await readdir(folder), []);
  await writeFile(join(folder, 'lock-1.tmp-b'), '');
  await takeLock(folder, 'out');
  assert.deepEqual(await readdir(folder), ['lock-1']);
});
