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
  let isAsked = false;
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
    // The network runs: the rest of the volume takes it many seconds.
    if (isAsked || !/^segment .* steps, /m.test(stderr)) return;
    isAsked = child.kill('SIGINT');
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 130, stderr);
  assert.match(stderr, /\nfloodlight: [^\n]*\bstop(ped)?\b[^\n]*\n$/);
  const demo = (await readdir(folder)).find((name) => existsSync(join(folder, name, 'ffn')));
  assert.ok(demo);
  const written = await readdir(join(folder, demo, 'ffn'), { recursive: true });
  assert.deepEqual(
    written.filter((name) => name.includes('.npz') || name.includes('.tmp')),
    [],
    'no part of a segmentation',
  );
  assert.ok(!existsSync(join(folder, demo, 'segmentation')));
  await rm(folder, { recursive: true, force: true });
});
