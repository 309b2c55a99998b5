/** `skeletonize` as processes: threads do not change bytes, nor does `kill -9` at random moments; shares of an array make the same. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contentsOf, createTubes } from '../converters/skeletonizing/datasets.ts';
import { createRandom } from '../datasets/support/blocks.ts';
import { killCount } from '../support/kill-count.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const KILLS = killCount(20);
const FLAGS = ['--block', '16', '--const', '40', '--dust', '10', '--tick', '30', '--sharded'];

interface End {
  readonly code: number | null;
  readonly stderr: string;
}

/** @param killAfterMs undefined: to its end. */
function skeletonize(folder: string, flags: readonly string[], killAfterMs?: number): Promise<End> {
  const args = [repoPath('dist/program/cli.js'), 'skeletonize', folder, ...FLAGS, ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stderr });
    }),
  );
}

async function finish(folder: string, flags: readonly string[] = []): Promise<number> {
  const began = performance.now();
  const { code, stderr } = await skeletonize(folder, flags);
  assert.equal(code, 0, stderr);
  return performance.now() - began;
}

test('one thread, four, 20 kills and shares of three: the same bytes', async (t) => {
  // Builds the program if sources changed.
  assert.equal((await runFloodlight('--version')).code, 0);
  const root = await mkdtemp(join(tmpdir(), 'floodlight-skeletonize-kill-'));
  t.after(() => rm(root, { recursive: true }));
  const tubes = await createTubes();
  t.after(() => rm(tubes, { recursive: true }));
  const copy = async (name: string): Promise<string> => {
    await cp(tubes, join(root, name), { recursive: true });
    return join(root, name);
  };
  const one = await copy('one');
  const wholeMs = await finish(one, ['--parallel', '1']);
  const whole = await contentsOf(one);
  const four = await copy('four');
  await finish(four, ['--parallel', '4']);
  assert.deepEqual(await contentsOf(four), whole);

  const single = await copy('single');
  await finish(single, ['--block', '512']);
  assert.deepEqual(await contentsOf(single), whole);

  const seed = Date.now() % 2 ** 31;
  const random = createRandom(seed);
  let [kills, datasets] = [0, 0];
  while (kills < KILLS) {
    const folder = await copy(`killed-${datasets++}`);
    for (;;) {
      // The start of the program takes a while: most moments are after it.
      const isLast = kills >= KILLS;
      const delayMs = wholeMs * 0.2 + random(Math.ceil(wholeMs * 0.8));
      const { code, stderr } = await skeletonize(folder, ['--parallel', '2'], isLast ? undefined : delayMs);
      assert.ok(code === 0 || code === null, stderr);
      if (code === 0) break;
      kills++;
    }
    assert.deepEqual(await contentsOf(folder), whole, `seed ${seed}`);
  }
  t.diagnostic(`${kills} kills, ${datasets} datasets equal (seed ${seed})`);

  const shared = await copy('shares');
  const round = () => Promise.all([1, 2, 3].map((i) => skeletonize(shared, ['--part', `${i}/3`])));
  for (let rounds = 0; rounds < 3; rounds++) {
    for (const { code, stderr } of await round()) assert.equal(code, 0, stderr);
    if (rounds > 0) continue;
    const other = await skeletonize(shared, ['--part', '1/3', '--scale', '2']);
    assert.equal(other.code, 3, other.stderr);
  }
  assert.deepEqual(await contentsOf(shared), whole);
});
