/** `npm run edge:dev`: a folder in a local bucket, behind the worker and with the site, without a network. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SHARDED } from '../edge/conformance/sharded.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

test('a folder is published locally and served, in shards and as whole chunks', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-edge-dev-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const [key, bytes] of Object.entries(SHARDED)) {
    const path = join(folder, key.replace('vol@1/', ''));
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, bytes);
  }
  await runFloodlight('--version'); // Builds the site where sources changed.
  const args = [
    '--data',
    folder,
    '--as',
    'edge-dev-test@1',
    '--port',
    '0',
    '--ip',
    '127.0.0.1',
    '--persist-to',
    join(folder, '.state'),
  ];
  const child = spawn(process.execPath, [repoPath('scripts/edge-dev.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const look = (text: Buffer) => {
      output += text.toString();
      const found = /Ready on (http:\/\/\S+)/.exec(output);
      if (found) resolve(found[1]!);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('close', (code) =>
      reject(new Error(`edge-dev: expected a server, got exit status ${code}: ${output}`)),
    );
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  context.after(async () => {
    child.kill('SIGTERM');
    await closed;
  });
  assert.match(output, /edge-dev-test@1: \d+ files sent|there before/);
  const textOf = async (path: string) => (await fetch(url + path)).text();
  assert.equal(await textOf('/u/edge-dev-test/row/0-1_0-1_0-1'), 'AAAA');
  assert.match(await textOf('/d/edge-dev-test@1/info'), /"sharding"/);
  assert.match(await textOf('/datasets.json'), /edge-dev-test/);
  assert.match(await textOf('/'), /<!doctype html>/i);
});
