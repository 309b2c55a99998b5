import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openCheckpoints } from '../../../converters/training/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { decodeModel } from '../../../ffn/model/index.ts';
import { firstState, identityOf, initialWeights, TRAIN_DEFAULTS } from '../../../ffn/training/index.ts';

const CONFIG = { depth: 1, features: 4, fovSize: xyz(5, 5, 5), deltas: xyz(1, 1, 1) };
const RULES = {
  config: CONFIG,
  identity: identityOf(CONFIG, TRAIN_DEFAULTS),
  metadata: { imageMean: 128, imageStddev: 33, voxelSizeNm: xyz(8, 8, 8) },
  patchVoxels: 343,
};
const stateAt = (step: number) => ({ ...firstState(initialWeights(CONFIG, step)), step });

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-checkpoints-'));
});
after(() => rm(root, { recursive: true, force: true }));

test('the newest five models stay, by step and not by name; the state is that of the newest', async () => {
  const folder = join(root, 'kept');
  const checkpoints = await openCheckpoints(folder, RULES);
  assert.deepEqual([await checkpoints.load(), await checkpoints.last()], [undefined, undefined]);
  for (const step of [8, 9, 10, 11, 100, 101]) await checkpoints.write(stateAt(step));
  const models = [9, 10, 11, 100, 101].map((step) => `model-${step}.safetensors`);
  assert.deepEqual(new Set(await readdir(folder)), new Set([...models, 'state.safetensors']));
  assert.deepEqual(await checkpoints.load(), stateAt(101));
  const path = join(folder, 'model-101.safetensors');
  assert.equal(await checkpoints.last(), path);
  const model = decodeModel(await readFile(path), path);
  assert.deepEqual(model.config, CONFIG);
  assert.deepEqual(model.metadata, { ...RULES.metadata, polarity: undefined });
  assert.deepEqual(model.weights, stateAt(101).weights);
});

test('what was half written goes, what is not ours stays', async () => {
  const folder = join(root, 'left');
  const checkpoints = await openCheckpoints(folder, RULES);
  await checkpoints.write(stateAt(1));
  const half = 'state.safetensors.tmp-01234567-89ab-cdef-0123-456789abcdef';
  await writeFile(join(folder, half), 'half');
  await writeFile(join(folder, 'notes.txt'), 'mine');
  const again = await openCheckpoints(folder, RULES);
  assert.deepEqual(await again.load(), stateAt(1));
  assert.ok(!(await readdir(folder)).includes(half));
  await again.clear();
  assert.deepEqual(await readdir(folder), ['notes.txt']);
});

test('weights that are no numbers do not take the place of those that are', async () => {
  const checkpoints = await openCheckpoints(join(root, 'diverged'), RULES);
  await checkpoints.write(stateAt(1));
  const diverged = stateAt(2);
  diverged.weights.get('conv0_a/weights')!.data[3] = Number.NaN;
  await assert.rejects(
    checkpoints.write(diverged),
    /step 2: expected weights that are numbers.*learning_rate/,
  );
  assert.deepEqual(await checkpoints.load(), stateAt(1));
});
