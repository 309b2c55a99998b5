/** kill -9 in the middle of a segmentation, at random moments: the next run goes on and ends as one that nothing stopped. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { xyz, zyx } from '../../datasets/geometry/index.ts';
import { encodeNpz } from '../../datasets/npy/index.ts';
import { createCellPhantom } from '../../datasets/phantom/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { readSubvolume } from '../../ffn/inference/index.ts';
import { encodeModel, handSetModel } from '../../ffn/model/index.ts';
import { repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const SIZE = 64;
const MAX_DELAY_MS = 700;
const MAX_KILLS = 3;
const OTHER_OPTIONS = 'init_activation: 0.9 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6';

let folder = '';
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-resume-'));
  const { image } = createCellPhantom({ size: xyz(SIZE, SIZE, SIZE), seed: 1 });
  const data = image.data as Uint8Array;
  await writeFile(at('em.npz'), encodeNpz({ raw: { dataType: 'uint8', shape: [SIZE, SIZE, SIZE], data } }));
  await writeFile(at('model.safetensors'), encodeModel({ ...handSetModel(), metadata: {} }));
});
after(() => rm(folder, { recursive: true, force: true }));

/** By flags alone: the model says its architecture, and nothing of its data. */
const args = (out: string): string[] => [
  ...['segment', '--image', `${at('em.npz')}:raw`, '--model', at('model.safetensors'), '--out', at(out)],
  ...['--image-mean', '128', '--image-stddev', '33', '--seed-policy', 'PolicyGrid3d'],
  ...['--seed-policy-args', '{"step": 6, "offsets": [0, 3]}', '--device', 'cpu', '--threads', '1'],
  ...['--checkpoint-interval', '1', '--json'],
];

/** Kills the process a random moment after its first checkpoint. @returns what it said; undefined where it ended before. */
function runAndKill(out: string): Promise<{ killed: boolean; stderr: string }> {
  const child = spawn(process.execPath, [repoPath('scripts/floodlight.mjs'), ...args(out)], {
    cwd: repoPath(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  let isCounting = false;
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
    if (isCounting || !stderr.includes('"event":"checkpoint"')) return;
    isCounting = true;
    setTimeout(() => child.kill('SIGKILL'), Math.random() * MAX_DELAY_MS);
  });
  return new Promise((resolve) =>
    child.on('close', (_, signal) => resolve({ killed: signal === 'SIGKILL', stderr })),
  );
}

async function resultOf(out: string) {
  const { labels, origins } = await readSubvolume(createFileStore(at(out)), zyx(0, 0, 0));
  return { labels, origins: [...origins].map(([id, { startZyx, iters }]) => ({ id, startZyx, iters })) };
}

test('killed at random moments, again and again', async (t) => {
  const undisturbed = await runFloodlight(...args('whole'));
  assert.equal(undisturbed.code, 0, undisturbed.stderr);
  const expected = await resultOf('whole');
  assert.ok(expected.origins.length >= 5);

  let kills = 0;
  let resumed = 0;
  for (let run = 0; run < MAX_KILLS; run++) {
    const { killed, stderr } = await runAndKill('killed');
    if (stderr.includes('"event":"resumed"')) resumed++;
    if (!killed) break;
    kills++;
  }
  const last = await runFloodlight(...args('killed'));
  assert.equal(last.code, 0, last.stderr);
  if (last.stderr.includes('"event":"resumed"')) resumed++;
  t.diagnostic(`${kills} kills, ${resumed} runs that went on`);
  assert.ok(kills >= 1 && resumed >= 1);
  assert.deepEqual(await resultOf('killed'), expected);
});

test('the folder of another request is refused, and taken over with --force', async () => {
  const small = [...args('other'), '--box', '0,0,0,24,24,24'];
  assert.equal((await runFloodlight(...small)).code, 0);
  const changed = await runFloodlight(...small, '--inference-options', OTHER_OPTIONS);
  assert.equal(changed.code, 3);
  assert.match(
    changed.stderr,
    /results of another: request\.inferenceOptions\.initActivation.*differ.*--force/,
  );
  const taken = await runFloodlight(...small, '--inference-options', OTHER_OPTIONS, '--force');
  assert.equal(taken.code, 0, taken.stderr);
  assert.equal((JSON.parse(taken.stdout) as { skipped: boolean }).skipped, false);
});
