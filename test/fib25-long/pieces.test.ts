/** FIB-25's central 128^3 in 1, 8 and 27 overlapping pieces: how much does cutting cost? */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Scores } from '../../ffn/analysis/index.ts';
import { fib25Path } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const BOX = 'start { x:61 y:61 z:61 } size { x:128 y:128 z:128 }';
/** Edge of a piece. Neighbours share what `segment` lets them by default, 48 voxels: 128 = 2 * 88 - 48, and 3 * 75 - 2 * 48 - 1. */
const PIECES = { one: 128, eight: 88, all27: 75 } as const;
const COUNTS = { one: 1, eight: 8, all27: 27 } as const;

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-pieces-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function run<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await runFloodlight(...args, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

async function segmentPieces(
  name: keyof typeof PIECES,
): Promise<{ steps: number; objects: number; all: Scores }> {
  const parts = join(folder, name);
  const size = Array<number>(3).fill(PIECES[name]).join();
  const { steps, paths } = await run<{ steps: number; paths: string[] }>(
    'segment',
    ...['--request', fib25Path('inference_training_sample2.pbtxt'), '--bounding-box', BOX],
    ...['--image', fib25Path('grayscale_maps'), '--model', fib25Path('model/model.ckpt-27465036')],
    ...['--out', parts, '--subvolume', size, '--device', 'cpu'],
  );
  assert.equal(paths.length, COUNTS[name]);
  const joined = join(folder, `${name}-joined`);
  const { objects } = await run<{ objects: number }>('reconcile', parts, joined, '--resolution', '10,10,10');
  const truth = fib25Path('groundtruth.h5.gz');
  const relabel = ['--relabel', `${truth}:transforms`];
  const { all } = await run<{ all: Scores }>('evaluate', joined, `${truth}:stack`, ...relabel);
  return { steps, objects, all };
}

test('pieces, reconciled: the adapted Rand error is at most 0.02 above the one of one piece', async (t) => {
  const results = {
    one: await segmentPieces('one'),
    eight: await segmentPieces('eight'),
    all27: await segmentPieces('all27'),
  };
  for (const [name, { steps, objects, all }] of Object.entries(results)) {
    const { adaptedRandError, viSplit, viMerge } = all;
    t.diagnostic(
      `${name}: ${steps} steps, ${objects} objects, adapted Rand error ${adaptedRandError.toFixed(4)}, VI ${viSplit.toFixed(4)} + ${viMerge.toFixed(4)}`,
    );
  }
  const limit = results.one.all.adaptedRandError + 0.02;
  assert.ok(results.eight.all.adaptedRandError <= limit);
  assert.ok(results.all27.all.adaptedRandError <= limit);
});
