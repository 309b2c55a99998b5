/** `convert` as a process: worker threads, Ctrl-C, two at once. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { xyz } from '../../datasets/geometry/index.ts';
import { encodeMrc } from '../../datasets/mrc/index.ts';
import { encodeNpz } from '../../datasets/npy/index.ts';
import { randomSamples } from '../datasets/support/blocks.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-convert-'));
  const data = randomSamples('uint8', 160 * 130 * 70, 200) as Uint8Array;
  await writeFile(join(root, 'a.npz'), encodeNpz({ a: { dataType: 'uint8', shape: [70, 130, 160], data } }));
  const signed = new Int16Array(data.length).map((_, i) => data[i] ?? 0);
  const size = xyz(160, 130, 70);
  const block = { dataType: 'int16', numChannels: 1, size, data: signed } as const;
  await writeFile(join(root, 'a.mrc'), encodeMrc(block, xyz(8, 8, 8)));
});
after(() => rm(root, { recursive: true, force: true }));

/** Paths and bytes, but for the time in provenance. */
async function tree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  const pairs = files.sort().map(async (path) => {
    const name = path.slice(folder.length);
    return [name, name === '/provenance.json' ? '' : await readFile(path, 'latin1')] as const;
  });
  return new Map(await Promise.all(pairs));
}

test('one thread, several, and several that are given their blocks write the same bytes', async () => {
  const flags = ['--chunk-size', '32,32,16', '--resolution', '8,8,8'];
  for (const form of [[], ['--sharded']]) {
    const trees = [];
    for (const parallel of ['1', '3']) {
      const output = join(root, `mrc-${form.length}-${parallel}`);
      const { code, stderr } = await runFloodlight(
        ...['convert', join(root, 'a.mrc'), output, ...flags, ...form, '--parallel', parallel],
      );
      assert.equal(code, 0, stderr);
      trees.push(await tree(output));
    }
    assert.deepEqual(trees[1], trees[0]);
    assert.equal(trees[0]?.size, form.length > 0 ? 3 : 5 * 5 * 5 + 2);
  }
  const labels = ['--type', 'segmentation', '--noisy-labels', ...flags];
  for (const parallel of ['1', '2']) {
    const output = join(root, `npz-${parallel}`);
    const { code, stderr } = await runFloodlight(
      ...['convert', `${join(root, 'a.npz')}:a`, output, ...labels, '--parallel', parallel],
    );
    assert.equal(code, 0, stderr);
  }
  assert.deepEqual(await tree(join(root, 'npz-2')), await tree(join(root, 'npz-1')));
});

test('what a transform knows of the whole volume reaches every thread: components, dust, percentiles, CLAHE', async () => {
  const labels = ['--type', 'segmentation', '--noisy-labels', '--split-components', '--dust', '2'];
  const image = ['--contrast', '5%,95%', '--clahe', '3d', '--clahe-tile', '20'];
  // A dataset is opened by each thread for itself; the archive would be read by one for all.
  const flags = ['--chunk-size', '32,32,16', '--resolution', '8,8,8', '--encoding', 'raw'];
  const dataset = join(root, 'grey');
  assert.equal((await runFloodlight('convert', `${join(root, 'a.npz')}:a`, dataset, ...flags)).code, 0);
  for (const [name, own] of [
    ['labels', labels],
    ['image', image],
  ] as const) {
    const trees = [];
    for (const parallel of ['1', '3']) {
      const output = join(root, `${name}-${parallel}`);
      const args = ['convert', dataset, output, ...flags, ...own, '--parallel', parallel];
      const { code, stderr } = await runFloodlight(...args);
      assert.equal(code, 0, stderr);
      trees.push(await tree(output));
    }
    assert.deepEqual(trees[1], trees[0]);
  }
});

test("a worker's error is the program's: one line, its exit status, no dataset", async () => {
  const output = join(root, 'unmapped');
  const table = { dataType: 'uint8', shape: [1, 2], data: Uint8Array.of(1, 2) } as const;
  await writeFile(join(root, 't.npz'), encodeNpz({ t: table }));
  const { code, stderr } = await runFloodlight(
    ...['convert', `${join(root, 'a.mrc')}`, output, '--type', 'segmentation', '--parallel', '2'],
    ...[
      '--noisy-labels',
      '--relabel',
      `${join(root, 't.npz')}:t`,
      '--resolution',
      '8,8,8',
      '--chunk-size',
      '32,32,16',
    ],
  );
  assert.equal(code, 3);
  assert.match(stderr, /^floodlight: label \d+: expected a row in the table, got none\. [^\n]+\n$/);
  assert.ok(!existsSync(join(output, 'info')));
});

test('Ctrl-C ends with 130 and the same command goes on; meanwhile a second one is refused', async () => {
  const args = ['convert', join(root, 'a.mrc'), join(root, 'stopped'), '--resolution', '8,8,8'];
  // Small chunks, so that it takes a while.
  const full = [...args, '--chunk-size', '8,8,8', '--parallel', '2'];
  const child = spawn(process.execPath, [repoPath('scripts/floodlight.mjs'), ...full], {
    cwd: repoPath(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  const chunks = async () => (await readdir(join(root, 'stopped/8_8_8')).catch(() => [])).length;
  while ((await chunks()) < 20) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await runFloodlight(...full);
  assert.equal(second.code, 2, second.stderr);
  assert.match(second.stderr, /expected one writer at a time, got process \d+/);
  child.kill('SIGINT');
  assert.equal(await closed, 130, stderr);
  assert.match(stderr, /got a request to stop\. Run the same command again to go on from here\n$/);
  assert.ok(!existsSync(join(root, 'stopped/info')));
  const again = await runFloodlight(...full);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /going on with an unfinished run: \d+ of 3060 chunks are there/);
  const once = await runFloodlight(...full);
  assert.equal(once.code, 0);
  assert.match(once.stderr, /is complete: the same command wrote it/);
});

test('a run killed between its last object and its tidying up: the same command tidies up', async () => {
  const output = join(root, 'late');
  const command = ['convert', join(root, 'a.mrc'), output];
  assert.equal((await runFloodlight(...command)).code, 0);
  const whole = await tree(output);
  const work = join(output, '.floodlight-convert');
  for (const left of ['plan.json', 'parts/0.part', 'lock-11']) {
    await mkdir(join(work, 'parts'), { recursive: true });
    const holder = { pid: process.pid, host: hostname(), started: 'another boot' };
    await writeFile(join(work, left), left === 'lock-11' ? JSON.stringify(holder) : '{}');
    const { code, stderr } = await runFloodlight(...command);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await tree(output), whole, left);
    assert.ok(!existsSync(work), left);
  }
});

test('provenance names the bytes of the table too', async () => {
  const output = join(root, 'relabelled');
  const data = Uint8Array.from({ length: 512 }, (_, i) => i >> 1);
  await writeFile(join(root, 'same.npz'), encodeNpz({ t: { dataType: 'uint8', shape: [256, 2], data } }));
  const { code, stderr } = await runFloodlight(
    ...['convert', `${join(root, 'a.npz')}:a`, output, '--type', 'segmentation', '--resolution', '8,8,8'],
    ...['--noisy-labels', '--relabel', `${join(root, 'same.npz')}:t`],
  );
  assert.equal(code, 0, stderr);
  const { entries } = JSON.parse(await readFile(join(output, 'provenance.json'), 'utf8'));
  const inputs = entries[0].inputs as { input: string; sha256: string }[];
  const hash = async (name: string) =>
    createHash('sha256')
      .update(await readFile(join(root, name)))
      .digest('hex');
  assert.deepEqual(
    inputs.map(({ sha256 }) => sha256),
    [await hash('a.npz'), await hash('same.npz')],
  );
});
