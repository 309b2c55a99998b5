import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-reconcile-'));
});
after(() => rm(folder, { recursive: true }));

async function run(...args: string[]) {
  let stderr = '';
  const code = await runProgram(['reconcile', ...args], {
    stdout: { write: () => '' },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stderr };
}

test('what it cannot do is said before anything is written', async () => {
  const out = join(folder, 'out');
  const cases: [string[], RegExp][] = [
    [
      [folder, out, '--resolution', '8,8,8', '--min-share', '2'],
      /--min-share: expected a number from 0 to 1/,
    ],
    [[folder, out], /--resolution: expected a voxel size in nanometres, .*Give --resolution/],
    [
      [folder, folder, '--resolution', '8,8,8'],
      /expected another folder than the input, got the input itself/,
    ],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await run(...args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
});
