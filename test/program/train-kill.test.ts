/** `train`, killed at random moments, most of them while it writes a checkpoint, by any number of threads. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decodeModel } from '../../ffn/model/index.ts';
import { createRandom } from '../datasets/support/blocks.ts';
import { killCount } from '../support/kill-count.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';
import { trainArgs, writeTrainingData } from '../support/training-data.ts';

const KILLS = killCount(12);
/** A checkpoint after every step. */
const FLAGS = ['--max_steps', '60', '--batch_size', '3', '--optimizer', 'adam', '--checkpoint_seconds', '0'];

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-train-kill-'));
  await writeTrainingData(folder);
  assert.equal((await runFloodlight('--version')).code, 0);
});
after(() => rm(folder, { recursive: true, force: true }));

interface End {
  /** undefined where it was killed. */
  readonly code: number | undefined;
  readonly stderr: string;
}

/** @param killAfterMs from the first checkpoint of the folder on; undefined to let it end. */
function run(trainDir: string, threads: number, killAfterMs?: number): Promise<End> {
  const args = [...trainArgs(folder, trainDir), ...FLAGS, '--parallel', `${threads}`];
  const child = spawn(process.execPath, [repoPath('dist/program/cli.js'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const state = join(folder, trainDir, 'state.safetensors');
  let began: number | undefined;
  const timer = setInterval(() => {
    if (killAfterMs === undefined || !existsSync(state) || !stderr.includes('free')) return;
    began ??= performance.now();
    if (performance.now() - began >= killAfterMs) child.kill('SIGKILL');
  }, 1);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code: code ?? undefined, stderr });
    }),
  );
}

test(`${KILLS} kills leave models that can be read, and the bytes of an undisturbed run`, async (t) => {
  const began = performance.now();
  const undisturbed = await run('whole', 1);
  const wholeMs = performance.now() - began;
  assert.equal(undisturbed.code, 0, undisturbed.stderr);
  const seed = Date.now() % 2 ** 31;
  const random = createRandom(seed);
  let [kills, runs] = [0, 0];
  while (kills < KILLS) {
    const trainDir = `killed-${runs++}`;
    for (let isOver = false; !isOver; ) {
      const killAfter = kills < KILLS ? random(Math.ceil(wholeMs / 3)) : undefined;
      const { code, stderr } = await run(trainDir, 1 + random(3), killAfter);
      if (code === undefined) kills++;
      else assert.equal(code, 0, `seed ${seed}: ${stderr}`);
      isOver = code === 0;
      const names = await readdir(join(folder, trainDir));
      for (const name of names.filter((n) => /^model-\d+\.safetensors$/.test(n)))
        decodeModel(await readFile(join(folder, trainDir, name)), `seed ${seed}: ${name}`);
    }
    for (const name of ['state.safetensors', 'model-60.safetensors']) {
      const [killed, whole] = await Promise.all(
        [trainDir, 'whole'].map((dir) => readFile(join(folder, dir, name))),
      );
      assert.ok(killed!.equals(whole!), `seed ${seed}: ${trainDir}/${name}`);
    }
  }
  t.diagnostic(`${kills} kills, ${runs} runs equal (seed ${seed})`);
});
