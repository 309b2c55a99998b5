/** Several checkpoints on one volume: which is the best? */
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ModelScore } from '../../../converters/commands/segment-models.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { encodeNpy } from '../../../datasets/npy/index.ts';
import { encodeModel, handSetModel } from '../../../ffn/model/index.ts';
import { runInProcess } from '../../support/training-data.ts';

const EDGE = 24;
const shape = [EDGE, EDGE, EDGE];

let folder = '';
const at = (...names: string[]) => join(folder, ...names);

/** Two bright slabs with a dark wall between them, and two models: one that floods, and one that never moves. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-models-'));
  const image = Uint8Array.from({ length: EDGE ** 3 }, (_, i) => {
    const y = Math.floor(i / EDGE) % EDGE;
    return y === 11 || y === 12 ? 90 : 150;
  });
  await writeFile(at('image.npy'), encodeNpy({ dataType: 'uint8', shape, data: image }));
  const { config, weights } = handSetModel({ fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2), depth: 4 });
  const none = new Map(
    [...weights].map(([name, tensor]) => [name, { ...tensor, data: new Float32Array(tensor.data.length) }]),
  );
  const metadata = {};
  await writeFile(at('model-20.safetensors'), encodeModel({ config, weights, metadata }));
  await writeFile(at('model-9.safetensors'), encodeModel({ config, weights: none, metadata }));
  // The truth is what the first makes of it: its errors must be none.
  const own = await segment('--model', at('model-20.safetensors'), '--out', at('truth'));
  assert.equal(own.code, 0, own.stderr);
});
after(() => rm(folder, { recursive: true, force: true }));

const segment = (...args: string[]) =>
  runInProcess([
    ...['segment', '--image', at('image.npy'), '--image-mean', '128', '--image-stddev', '33'],
    ...['--seed-policy', 'PolicyGrid3d', '--seed-policy-args', '{"step": 4, "offsets": [0]}'],
    ...['--device', 'cpu', '--threads', '1', ...args],
  ]);

const select = (...args: string[]) =>
  segment('--models', at('model-*.safetensors'), '--truth', at('truth'), '--out', at('choice'), ...args);

test('a table by steps, the best below it; a rerun segments nothing and says the same', async () => {
  const first = await select('--json');
  assert.equal(first.code, 0, first.stderr);
  const { models, best } = JSON.parse(first.stdout) as { models: ModelScore[]; best: string };
  const [none, flooding] = models as [ModelScore, ModelScore];
  assert.deepEqual([none.step, none.objects, none.viSplit], [9, 0, 0]);
  assert.ok(none.viMerge > 0.5);
  assert.deepEqual(
    [flooding.step, flooding.viSplit, flooding.viMerge, flooding.adaptedRandError],
    [20, 0, 0, 0],
  );
  assert.ok(flooding.objects! >= 2 && flooding.seconds! > 0);
  assert.equal(best, at('model-20.safetensors'));
  const result = at('choice', 'model-20', '0', '0', 'seg-0_0_0.npz');
  const { mtimeMs } = await stat(result);
  const again = await select('--json');
  assert.deepEqual(JSON.parse(again.stdout), { models, best });
  assert.equal((await stat(result)).mtimeMs, mtimeMs);
  const table = (await select()).stdout.split('\n');
  assert.match(table[0]!, /^model +step +VI split +VI merge +adapted Rand +objects +seconds$/);
  assert.match(table[1]!, /^model-9 +9 +\d\.\d{4} +\d\.\d{4} +\d\.\d{4} +0 +\d+\.\d$/);
  assert.equal(table[3], `least VI, split and merge together: ${best}`);
});

test('flags that do not go together, and models that are not there', async () => {
  for (const [args, code, message] of [
    [['--model', at('model-9.safetensors')], 2, /--models: expected --truth and --out beside it, no --model/],
    [['--dry-run'], 2, /no --dry-run/],
    [['--models', at('other-*.safetensors')], 4, /other-\*\.safetensors: expected models, got no file/],
    [['--models', `${at('model-9.safetensors')},${at('no')}`], 4, /no: expected models/],
  ] as const) {
    const outcome = await select(...args);
    assert.match(outcome.stderr, message);
    assert.equal(outcome.code, code);
  }
  const alone = await runInProcess(['segment', '--image', at('image.npy'), '--truth', at('truth')]);
  assert.deepEqual([alone.code, /--truth, --relabel: expected --models/.test(alone.stderr)], [2, true]);
});
