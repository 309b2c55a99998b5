/** A download that is killed goes on where it was; Ctrl-C leaves it so as well. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { repoPath } from '../support/paths.ts';

const BODY = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * 13) % 241));
const ranges: (string | undefined)[] = [];
let folder = '';
let server: Server;
/** The first answers stop in the middle and wait. */
let stalls = 2;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-fetch-kill-'));
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    const begin = Number(/\d+/.exec(request.headers.range ?? '0'));
    const end = stalls-- > 0 ? begin + 300_000 : BODY.length;
    response.writeHead(begin > 0 ? 206 : 200, {
      etag: '"1"',
      'content-length': BODY.length - begin,
      ...(begin > 0 && { 'content-range': `bytes ${begin}-${BODY.length - 1}/${BODY.length}` }),
    });
    if (end === BODY.length) response.end(BODY.subarray(begin));
    else response.write(BODY.subarray(begin, end));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const json = {
    ...{ name: 'n', title: 't', homepage: 'https://h', citations: ['c'] },
    licence: { name: 'CC0-1.0', url: 'https://h', notice: 'n' },
    parts: [
      {
        ...{ name: 'p', kind: 'files', description: 'd' },
        files: [{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/a`, path: 'a' }],
        sha256: { a: createHash('sha256').update(BODY).digest('hex') },
      },
    ],
  };
  await writeFile(join(folder, 'm.json'), JSON.stringify(json));
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const out = (...parts: string[]) => join(folder, 'out', ...parts);
const start = (): ChildProcess =>
  spawn(process.execPath, [repoPath('scripts/floodlight.mjs'), 'fetch', join(folder, 'm.json'), out()], {
    cwd: repoPath(),
    stdio: 'ignore',
  });
const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));

async function grownTo(bytes: number): Promise<void> {
  for (;;) {
    if (((await stat(out('p/a.part')).catch(() => undefined))?.size ?? 0) >= bytes) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('kill -9, then Ctrl-C, then to the end: the same bytes, none fetched twice', async () => {
  const killed = start();
  await grownTo(300_000);
  killed.kill('SIGKILL');
  await ended(killed);
  const interrupted = start();
  await grownTo(600_000);
  interrupted.kill('SIGINT');
  assert.equal(await ended(interrupted), 130);
  assert.ok(!existsSync(out('p/a')), 'half a file never has the name of a whole one');
  assert.equal(await ended(start()), 0);
  assert.ok(BODY.equals(await readFile(out('p/a'))));
  assert.deepEqual((await readdir(out('p'))).sort(), ['a']);
  assert.deepEqual(ranges, [undefined, 'bytes=300000-', 'bytes=600000-']);
});
