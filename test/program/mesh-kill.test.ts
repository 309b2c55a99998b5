/** kill -9 at random moments: the next run goes on, and the meshes are those of a run that nothing stopped. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { xyz } from '../../datasets/geometry/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { writeRough } from '../converters/surfaces/rough-labels.ts';
import { createRandom } from '../datasets/support/blocks.ts';
import { killCount } from '../support/kill-count.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const KILLS = killCount(20);
const FLAGS = ['--block', '24', '--max-error', '2', '--parallel', '2'];

let root = '';
const at = (name: string) => join(root, name);
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-mesh-kill-'));
  await writeRough(createFileStore(at('labels')), xyz(64, 60, 56));
});
after(() => rm(root, { recursive: true, force: true }));

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const all = await Promise.all(
    names.map(async (name) => [name, (await readFile(join(folder, name))).toString('base64')] as const),
  );
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @returns whether it was killed, and not faster. */
function runAndKill(folder: string, delayMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [repoPath('scripts/floodlight.mjs'), 'mesh', folder, ...FLAGS], {
    cwd: repoPath(),
    stdio: 'ignore',
  });
  // From the moment on that it has begun to work.
  const timer = setInterval(() => {
    if (!existsSync(join(folder, '.floodlight-mesh'))) return;
    clearInterval(timer);
    setTimeout(() => child.kill('SIGKILL'), delayMs);
  }, 2);
  return new Promise((resolve) =>
    child.on('close', (_, signal) => {
      clearInterval(timer);
      resolve(signal === 'SIGKILL');
    }),
  );
}

test(`killed ${KILLS} times: the same bytes, and nothing left over`, async (t) => {
  await cp(at('labels'), at('whole'), { recursive: true });
  const began = performance.now();
  assert.equal((await runFloodlight('mesh', at('whole'), ...FLAGS)).code, 0);
  const wholeMs = performance.now() - began;
  const whole = await filesOf(at('whole'));
  const random = createRandom(11);
  let [kills, datasets] = [0, 0];
  while (kills < KILLS) {
    const folder = at(`out-${datasets}`);
    await cp(at('labels'), folder, { recursive: true });
    while (kills < KILLS && (await runAndKill(folder, random(Math.ceil(wholeMs / 2))))) kills++;
    const last = await runFloodlight('mesh', folder, ...FLAGS);
    assert.equal(last.code, 0, last.stderr);
    assert.deepEqual(await filesOf(folder), whole);
    datasets++;
  }
  t.diagnostic(`${kills} kills, ${datasets} datasets`);
});
