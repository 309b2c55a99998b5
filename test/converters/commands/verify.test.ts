/** Both verbs over a folder, a server and what is no dataset. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runProgram } from '../../../converters/program.ts';
import { serveFolder } from '../../../converters/serving/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { writeMeshed } from '../jobs/datasets.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-verify-'));
  await writeMeshed(createFileStore(join(folder, 'ds')));
  await writeFile(join(folder, 'notes.txt'), 'x');
});
after(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(args, {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

test('verify: 0 and a table; after damage 3, the report on stdout and one line on stderr', async () => {
  const dataset = join(folder, 'ds');
  const whole = await run('verify', dataset);
  assert.deepEqual([whole.code, whole.stderr], [0, '']);
  assert.match(whole.stdout, /no problems\n$/);
  const damaged = join(folder, 'damaged');
  await writeMeshed(createFileStore(damaged));
  await rm(join(damaged, '4_4_40', '10-14_20-24_30-34'));
  const broken = await run('verify', damaged, '--json');
  assert.equal(broken.code, 3);
  assert.equal(broken.stderr, `floodlight: ${damaged}: expected a dataset without problems, got 1\n`);
  const report = JSON.parse(broken.stdout) as { problemCount: number; problems: { kind: string }[] };
  assert.deepEqual([report.problemCount, report.problems[0]?.kind], [1, 'missing']);
  // Now a volume with a hole on purpose: the mesh of what was in the hole has no label any more.
  const sparse = await run('verify', damaged, '--allow-missing');
  assert.equal(sparse.code, 3);
  assert.match(sparse.stdout, /mesh\/7:0: expected a label of the volume, got 7$/m);
  await rm(join(damaged, 'mesh', '7'));
  await rm(join(damaged, 'mesh', '7:0'));
  assert.equal((await run('verify', damaged, '--allow-missing')).code, 0);
});

test('inspect and verify read a served dataset by every spelling of its address', async () => {
  const server = await serveFolder(folder, { port: 0 });
  try {
    const url = `${server.url}/data/ds`;
    for (const address of [`precomputed://${url}`, `${url}/|neuroglancer-precomputed:`, url]) {
      const seen = await run('inspect', address, '--json');
      assert.equal(seen.code, 0, seen.stderr);
      const report = JSON.parse(seen.stdout) as { scales: { chunks: number }[] };
      assert.equal(report.scales[0]?.chunks, 8);
    }
    const checked = await run('verify', `precomputed://${url}`);
    assert.deepEqual([checked.code, checked.stderr], [0, '']);
    assert.match(checked.stdout, /2 meshes, 2 fragments/);
  } finally {
    await server.close();
  }
});

test('what is no dataset: verify says so, a wrong address ends with 4', async () => {
  const file = await run('verify', join(folder, 'notes.txt'));
  assert.equal(file.code, 3);
  assert.match(file.stderr, /Convert it first/);
  assert.equal((await run('verify', `precomputed://${folder}`)).code, 4);
  assert.equal((await run('inspect', join(folder, 'nothing'))).code, 4);
});

test('verify tells a wrong path from what is no dataset', async () => {
  const missing = await run('verify', join(folder, 'nothing'));
  assert.equal(missing.code, 4);
  assert.match(missing.stderr, /got nothing there\. Check the path\n$/);
  const other = await run('verify', join(folder, 'notes.txt'));
  assert.equal(other.code, 3);
  assert.match(other.stderr, /got something else\. Convert it first\n$/);
});
