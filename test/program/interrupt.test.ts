import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoPath } from '../support/paths.ts';

test('Ctrl-C in the middle of a segmentation ends with 130 and leaves nothing half-written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-interrupt-'));
  const child = spawn(
    process.execPath,
    [repoPath('scripts/floodlight.mjs'), 'demo', '--once', '--out', folder],
    {
      cwd: repoPath(),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stderr = '';
  // The first note is printed before the network runs, which takes seconds.
  child.stderr.on('data', (text: Buffer) => {
    if (stderr === '') setTimeout(() => child.kill('SIGINT'), 400);
    stderr += text.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 130, stderr);
  assert.match(stderr, /expected to run to its end, got a request to stop/);
  const [demo] = await readdir(folder);
  assert.ok(demo);
  assert.ok(!existsSync(join(folder, demo, 'ffn/0')), 'no part of a segmentation');
  assert.ok(!existsSync(join(folder, demo, 'segmentation')));
  await rm(folder, { recursive: true, force: true });
});
