/** All three steps of training on a small volume, in this process. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { takeLock } from '../../../converters/writing/index.ts';
import { encodeNpy } from '../../../datasets/npy/index.ts';
import { decodeModel } from '../../../ffn/model/index.ts';
import { EDGE, MODEL_ARGS, runInProcess, trainArgs, writeTrainingData } from '../../support/training-data.ts';

let folder = '';
const at = (...names: string[]) => join(folder, ...names);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-train-'));
  await writeTrainingData(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

const train = (trainDir: string, ...args: string[]) =>
  runInProcess([...trainArgs(folder, trainDir), ...args]);

interface Line {
  readonly step: number;
  readonly loss: number;
  readonly f1: number;
  readonly busyShare: number;
}

const logOf = async (trainDir: string): Promise<Line[]> =>
  (await readFile(at(trainDir, 'train.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const ADAM = ['--optimizer', 'adam', '--learning_rate', '0.01'];

test('the loss falls; a run in two parts leaves the bytes of one; segment reads the model', async () => {
  const { code, stdout, stderr } = await train(
    'whole',
    ...ADAM,
    '--max_steps',
    '100',
    '--summary_rate_secs',
    '0',
  );
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /^5657 weights, 24\.0 MFLOP an example; 100 steps of 4: 9\.59 GFLOP\nmemory .* free$/m,
  );
  assert.match(stdout, /model-100\.safetensors: 100 steps: loss .* gradients \d+ % of the time$/m);
  const log = await logOf('whole');
  assert.deepEqual(
    log.map(({ step }) => step),
    Array.from({ length: 100 }, (_, i) => i + 1),
  );
  for (const { busyShare } of log) assert.ok(busyShare > 0 && busyShare <= 1, `${busyShare}`);
  const mean = (lines: Line[]) => lines.reduce((sum, { loss }) => sum + loss, 0) / lines.length;
  assert.ok(mean(log.slice(-20)) < 0.7 * mean(log.slice(0, 20)), log.map(({ loss }) => loss).join());

  const board = ['--tensorboard', at('events')];
  assert.equal((await train('parts', ...ADAM, ...board, '--max_steps', '35')).code, 0);
  const [events] = await readdir(at('events'));
  assert.ok((await readFile(at('events', events!))).includes('pixel_loss'));
  const rest = await train('parts', ...ADAM, '--max_steps', '100', '--parallel', '1');
  assert.match(rest.stderr, /goes on from step 35/);
  for (const name of ['state.safetensors', 'model-100.safetensors'])
    assert.ok((await readFile(at('parts', name))).equals(await readFile(at('whole', name))), name);

  const report = await readFile(at('parts', 'report.html'), 'utf8');
  assert.equal(report.match(/<polyline/g)?.length, 9);
  assert.equal(report.match(/<img src="data:image\/png;base64,/g)?.length, 8);
  const model = decodeModel(await readFile(at('whole', 'model-100.safetensors')), 'model');
  assert.deepEqual([model.metadata.imageMean, model.metadata.imageStddev], [128, 33]);
  const segmented = await runInProcess([
    ...['segment', '--model', at('whole', 'model-100.safetensors'), '--image', at('image.npy'), '--dry-run'],
    ...['--device', 'cpu'],
  ]);
  assert.equal(segmented.code, 0, segmented.stderr);
});

test('a run that has ended ends at once; --force begins anew; --init begins with its weights', async () => {
  const flags = ['--batch_size', '1', '--max_steps', '2'];
  assert.equal((await train('again', ...flags)).code, 0);
  const first = await readFile(at('again', 'model-2.safetensors'));
  const { code, stdout } = await train('again', ...flags);
  assert.deepEqual([code, /2 steps/.test(stdout)], [0, true]);
  assert.equal((await train('again', ...flags, '--seed', '2', '--force')).code, 0);
  assert.ok(!(await readFile(at('again', 'model-2.safetensors'))).equals(first));
  const init = ['--init', at('again', 'model-2.safetensors')];
  assert.equal((await train('tuned', ...flags, ...init, '--learning_rate', '0')).code, 0);
  const kept = decodeModel(await readFile(at('tuned', 'model-2.safetensors')), 'tuned');
  const given = decodeModel(await readFile(at('again', 'model-2.safetensors')), 'again');
  assert.deepEqual(kept.weights, given.weights);
});

test('--dry-run trains nothing; max_pred_moves, other optimizers and a map of grey values train', async () => {
  const { code, stdout } = await train('dry', '--dry-run', '--json');
  assert.equal(code, 0);
  assert.equal((JSON.parse(stdout) as { parameters: number }).parameters, 5657);
  assert.ok(!existsSync(at('dry')));
  const moving = ['--fov_policy', 'max_pred_moves', '--optimizer', 'rmsprop', '--no-shuffle-moves'];
  const run = await train('moving', ...moving, '--max_steps', '2', '--json');
  assert.equal(run.code, 0, run.stderr);
  assert.equal((JSON.parse(run.stdout) as { steps: number }).steps, 2);
  const events = run.stderr.split('\n').filter((line) => line.startsWith('{'));
  assert.deepEqual(
    events.map((line) => (JSON.parse(line) as { event: string }).event),
    ['log', 'checkpoint'],
  );
  const damage = '{"misalignment":{"max_offset":2},"missing_section":{},"out_of_focus":{},"contrast":{}}';
  const damaged = await train(
    'damaged-dir',
    '--augmentations',
    damage,
    '--max_steps',
    '2',
    '--batch_size',
    '1',
  );
  assert.equal(damaged.code, 0, damaged.stderr);
  const mapped = trainArgs(folder, 'mapped').filter((arg) => !/^(--image_|128$|33$)/.test(arg));
  const map = ['--image_offset_scale_map', 'cells:128:33', '--max_steps', '2', '--batch_size', '1'];
  assert.equal((await runInProcess([...mapped, ...map])).code, 0);
});

test('a file of flags means what the flags mean; the command line counts more', async () => {
  const config = {
    'train-coords': at('coords'),
    data_volumes: [`cells:${at('image.npy')}`],
    label_volumes: `cells:${at('labels.npy')}`,
    model_args: JSON.parse(MODEL_ARGS) as unknown,
    image_mean: 128,
    image_stddev: 33,
    train_dir: at('elsewhere'),
    permutable_axes: [0, 1],
    shuffle_moves: false,
    batch_size: 2,
    max_steps: 3,
  };
  await writeFile(at('train.json'), JSON.stringify(config));
  const run = await runInProcess(['train', '--config', at('train.json'), '--train_dir', at('by-file')]);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(!existsSync(at('elsewhere')));
  const flags = ['--permutable_axes', '0,1', '--no-shuffle-moves', '--batch_size', '2', '--max_steps', '3'];
  assert.equal((await train('by-flags', ...flags)).code, 0);
  const [byFile, byFlags] = await Promise.all(
    ['by-file', 'by-flags'].map((name) => readFile(at(name, 'state.safetensors'))),
  );
  assert.ok(byFile!.equals(byFlags!));

  const yaml = `# the same
train-coords: ${at('coords')}
data_volumes: [ 'cells:${at('image.npy')}' ]
label_volumes: cells:${at('labels.npy')}
model_args: { depth: 2, features: 8, fov_size: [9, 9, 9], deltas: [3, 3, 3] }
image_mean: 128
image_stddev: 33.0
train_dir: ${at('by-yaml')}
permutable_axes:
  - 0
  - 1
shuffle_moves: false
batch_size: 2
max_steps: 3
`;
  await writeFile(at('train.yaml'), yaml);
  const third = await runInProcess(['train', '--config', at('train.yaml')]);
  assert.equal(third.code, 0, third.stderr);
  assert.ok((await readFile(at('by-yaml', 'state.safetensors'))).equals(byFlags!));

  for (const [text, expected, message] of [
    ['{"folds": 1}', 3, /"folds": expected the name of a flag/],
    ['{"force": "yes"}', 3, /"force": expected true or false, got "yes"/],
    ['[1]', 3, /expected an object of flags/],
    ['', 3, /expected an object of flags/],
    ['{', 3, /expected YAML or JSON, got Flow map .* at line 1/],
    ['seed: 1\nseed: 2', 3, /expected YAML or JSON, got Map keys must be unique at line 2/],
    ['seed: *other', 3, /expected YAML or JSON, got Unresolved alias/],
    ['init:', 3, /"init": expected a value, got none/],
    ['{"max_steps": 1}', 2, /--train-coords: expected a value, here or in --config, got none/],
  ] as const) {
    await writeFile(at('wrong.json'), text);
    const { code, stderr } = await runInProcess(['train', '--config', at('wrong.json')]);
    assert.match(stderr, message);
    assert.equal(code, expected);
  }
});

test("on WebGPU: the device is told, a run in two parts leaves the bytes of one, the losses are the CPU's", async () => {
  const flags = ['--device', 'software', '--batch_size', '2', '--summary_rate_secs', '0'];
  const whole = await train('gpu', ...flags, '--max_steps', '8', '--json');
  assert.equal(whole.code, 0, whole.stderr);
  assert.match(whole.stderr, /^device: webgpu \(google swiftshader/m);
  assert.match(whole.stderr, /^memory .* \(\d+\.\d kB more on the GPU, volumes kept in memory\)/m);
  assert.match((JSON.parse(whole.stdout) as { device: string }).device, /^webgpu/);
  assert.equal((await train('gpu-parts', ...flags, '--max_steps', '3')).code, 0);
  assert.equal((await train('gpu-parts', ...flags, '--max_steps', '8')).code, 0);
  const [parts, one] = await Promise.all(
    ['gpu-parts', 'gpu'].map((name) => readFile(at(name, 'state.safetensors'))),
  );
  assert.ok(parts!.equals(one!));
  const cpu = await train('cpu', ...flags, '--device', 'cpu', '--max_steps', '8', '--parallel', '1');
  assert.match(cpu.stderr, /^device: cpu \(1 thread\)$/m);
  const [ours, theirs] = [await logOf('gpu'), await logOf('cpu')];
  for (const [i, { loss }] of theirs.entries()) assert.ok(Math.abs(loss - ours[i]!.loss) < 1e-4, `step ${i}`);
  // What one device began another may finish.
  assert.equal((await train('gpu', ...flags, '--device', 'cpu', '--max_steps', '9')).code, 0);
  const unknown = await train('gpu', '--device', 'cuda');
  assert.deepEqual([unknown.code, /--device: expected one of auto/.test(unknown.stderr)], [2, true]);
});

test('Ctrl-C leaves a checkpoint from which the run goes on', async () => {
  const controller = new AbortController();
  let lines = 0;
  const { code, stderr } = await (async () => {
    const args = [...trainArgs(folder, 'stopped'), ...ADAM, '--max_steps', '12', '--json'];
    const running = runInProcess([...args, '--summary_rate_secs', '0'], controller.signal);
    for (; lines < 3; await new Promise((resolve) => setTimeout(resolve, 5)))
      lines = existsSync(at('stopped', 'train.jsonl')) ? (await logOf('stopped').catch(() => [])).length : 0;
    controller.abort();
    return running;
  })();
  assert.equal(code, 130);
  assert.match(stderr, /a request to stop at step \d+\. Run the same command again/);
  assert.equal((await train('stopped', ...ADAM, '--max_steps', '12')).code, 0);
  assert.equal((await train('undisturbed', ...ADAM, '--max_steps', '12')).code, 0);
  const [stopped, whole] = await Promise.all(
    ['stopped', 'undisturbed'].map((name) => readFile(at(name, 'state.safetensors'))),
  );
  assert.ok(stopped!.equals(whole!));
});

test('a folder in which another trains is refused', async () => {
  const lock = await takeLock(at('locked', '.floodlight-train'), 'locked');
  const flags = ['--batch_size', '1', '--max_steps', '1'];
  const refused = await train('locked', ...flags);
  assert.deepEqual([refused.code, existsSync(at('locked', 'state.safetensors'))], [2, false]);
  await lock.release();
  assert.equal((await train('locked', ...flags)).code, 0);
});

test('a training that diverges stops, and keeps its last good checkpoint', async () => {
  const wild = ['--batch_size', '1', '--max_gradient_entry_mag', '0', '--checkpoint_seconds', '0'];
  assert.equal((await train('wild', ...wild, '--max_steps', '3')).code, 0);
  const good = await readFile(at('wild', 'state.safetensors'));
  const { code, stderr } = await train('wild', ...wild, '--max_steps', '50', '--learning_rate', '1e6');
  assert.equal(code, 3, stderr);
  assert.match(stderr, /expected a loss and gradients that are numbers.*lower --learning_rate \(1000000\)/);
  assert.match(stderr, /the last good checkpoint is .*model-\d+\.safetensors/);
  const names = await readdir(at('wild'));
  for (const name of names.filter((n) => n.startsWith('model-')))
    decodeModel(await readFile(at('wild', name)), name);
  assert.ok((await readFile(at('wild', 'state.safetensors'))).length === good.length);
});

test('what does not fit together is refused before the first step', async () => {
  const shape = [EDGE, EDGE, EDGE - 1];
  const data = new Uint32Array(EDGE * EDGE * (EDGE - 1)).fill(1);
  await writeFile(at('short.npy'), encodeNpy({ dataType: 'uint32', shape, data }));
  await copyFile(at('coords'), at('damaged'));
  const bytes = await readFile(at('damaged'));
  await writeFile(at('damaged'), bytes.subarray(0, bytes.length >> 1).fill(7, 40, 60));
  const begun = await train('begun', '--max_steps', '1', '--batch_size', '1');
  assert.equal(begun.code, 0);
  const deep = '{"depth":3,"features":8,"fov_size":[9,9,9],"deltas":[3,3,3]}';
  const far = '{"depth":1,"features":4,"fov_size":[17,17,17],"deltas":[4,4,4]}';
  const cases: readonly (readonly [string[], number, RegExp])[] = [
    [['--label_volumes', `cells:${at('short.npy')}`], 3, /volume "cells": expected labels of /],
    [
      ['--label_volumes', `other:${at('labels.npy')}`],
      2,
      /--label-volumes: expected the names of --data_vol|--label-volumes/,
    ],
    [
      ['--data_volumes', `a:${at('image.npy')}`, '--label_volumes', `a:${at('labels.npy')}`],
      3,
      /got "cells"/,
    ],
    [['--model_args', far], 3, /expected surroundings of 25 x 25 x 25 voxels .*--margin 12,12,12/],
    [['--train_coords', at('damaged')], 3, /damaged: expected a whole gzip stream/],
    [['--train_coords', at('none')], 4, /none: expected a file of coordinates/],
    [
      ['--train_dir', at('begun'), '--model_args', deep],
      3,
      /--model_args: expected .*with which the run began/,
    ],
    [['--train_dir', at('begun'), '--batch_size', '2'], 3, /--batch_size: expected 1/],
    [['--init', at('begun', 'model-1.safetensors'), '--model_args', deep], 3, /model_args/],
    [['--model_name', 'other.Model'], 3, /model_name/],
    [['--threshold', '0.97'], 3, /threshold: expected a probability above 0 and up to 0.95/],
    [['--augmentations', '{"folds":{}}'], 3, /augmentations: folds/],
    [['--augmentations', '{"misalignment":{"max_offset":5}}'], 3, /of 25 x 25 x 15 voxels/],
    [['--optimizer', 'lamb'], 2, /--optimizer: expected sgd or momentum/],
    [['--permutable_axes', '3'], 2, /--permutable-axes/],
    [['--learning_rate_decay_factor', '0.5'], 2, /both or none/],
    [['--image_offset_scale_map', 'cells:1:2'], 2, /no --image-mean beside it/],
    [['--model_args', '{"fov_size":[65,65,65],"deltas":[8,8,8]}'], 3, /at least 81 x 81 x 81 voxels/],
  ];
  for (const [args, expected, message] of cases) {
    const { code, stderr } = await train('refused', '--max_steps', '1', ...args);
    assert.match(stderr, message);
    assert.equal(code, expected, stderr);
  }
  const without = trainArgs(folder, 'refused').filter((arg) => !/^(--image_mean|128)$/.test(arg));
  const missing = await runInProcess(without);
  assert.match(missing.stderr, /--image-mean, --image-stddev: expected both.*got one/);
});
