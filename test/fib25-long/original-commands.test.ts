/** The four commands of FFN's README as they stand there, in folders like its own: the names of the programs are replaced and nothing else. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { openInput } from '../../converters/inputs/index.ts';
import { createHdf5Writer } from '../../datasets/hdf5/index.node.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { decodeModel, readCheckpoint, weightsFromCheckpoint } from '../../ffn/model/index.ts';
import { fib25Path, repoPath } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

const PARTITIONS = `python compute_partitions.py \\
  --input_volume third_party/neuroproof_examples/validation_sample/groundtruth.h5:stack \\
  --output_volume third_party/neuroproof_examples/validation_sample/af.h5:af \\
  --thresholds 0.025,0.05,0.075,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9 \\
  --lom_radius 24,24,24 \\
  --min_size 10000`;

const COORDINATES = `python build_coordinates.py \\
     --partition_volumes validation1:third_party/neuroproof_examples/validation_sample/af.h5:af \\
     --coordinate_output third_party/neuroproof_examples/validation_sample/tf_record_file \\
     --margin 24,24,24`;

const TRAIN = `python train.py \\
  --train_coords third_party/neuroproof_examples/validation_sample/tf_record_file \\
  --data_volumes validation1:third_party/neuroproof_examples/validation_sample/grayscale.h5:raw \\
  --label_volumes validation1:third_party/neuroproof_examples/validation_sample/groundtruth.h5:stack \\
  --model_name convstack_3d.ConvStack3DFFNModel \\
  --model_args "{\\"depth\\": 12, \\"fov_size\\": [33, 33, 33], \\"deltas\\": [8, 8, 8]}" \\
  --image_mean 128 \\
  --image_stddev 33`;

const INFERENCE = `python run_inference.py \\
  --inference_request="$(cat configs/inference_training_sample2.pbtxt)" \\
  --bounding_box 'start { x:0 y:0 z:0 } size { x:250 y:250 z:250 }'`;

const VERBS: Readonly<Record<string, string>> = {
  'compute_partitions.py': 'partitions',
  'build_coordinates.py': 'coordinates',
  'train.py': 'train',
  'run_inference.py': 'segment',
};

const SAMPLES = 'third_party/neuroproof_examples';
let root = '';
const at = (...names: string[]) => join(root, ...names);

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'floodlight-original-'));
  for (const folder of [`${SAMPLES}/validation_sample`, `${SAMPLES}/training_sample2`, 'configs'])
    await mkdir(at(folder), { recursive: true });
  const truth = gunzipSync(await readFile(fib25Path('groundtruth.h5.gz')));
  await writeFile(at(SAMPLES, 'validation_sample/groundtruth.h5'), truth);
  await writeGrey(at(SAMPLES, 'validation_sample/grayscale.h5'));
  await cp(at(SAMPLES, 'validation_sample/grayscale.h5'), at(SAMPLES, 'training_sample2/grayscale_maps.h5'));
  await cp(fib25Path('model'), at('models/fib25'), { recursive: true });
  const request = 'inference_training_sample2.pbtxt';
  await cp(fib25Path(request), at('configs', request));
  // Built where sources changed.
  assert.equal((await runFloodlight('--version')).code, 0);
});
after(() => rm(root, { recursive: true, force: true }));

async function writeGrey(path: string): Promise<void> {
  const { volume, close } = await openInput(fib25Path('grayscale_maps'));
  const { bounds } = volume;
  const size = bounds.end;
  const writer = await createHdf5Writer(path, { dataset: 'raw', size, chunkSize: [64, 64, 64] });
  writer.write(bounds, (await volume.read(bounds)).data as Uint8Array);
  await writer.finish({});
  await close();
}

/** As a shell runs it, with more flags at its end. */
async function run(command: string, ...flags: string[]): Promise<string> {
  const [, script = ''] = /^python (\S+)/.exec(command) ?? [];
  const text = command.replace(`python ${script}`, `"$NODE" "$PROGRAM" ${VERBS[script]}`);
  const env = { ...process.env, NODE: process.execPath, PROGRAM: repoPath('scripts/floodlight.mjs') };
  const { stdout } = await promisify(execFile)('sh', ['-c', [text, ...flags].join(' ')], { cwd: root, env });
  return stdout;
}

test('partitions and coordinates', async () => {
  assert.match(await run(PARTITIONS), /af\.h5:af: classes of \[24,226\)/);
  assert.match(await run(COORDINATES), /coordinates, \d+ of each class/);
});

test('train: one step; the same from the published checkpoint on', async (t) => {
  const begin = performance.now();
  const result = JSON.parse(await run(TRAIN, '--max_steps', '1', '--json')) as { model: string };
  t.diagnostic(`${((performance.now() - begin) / 1000).toFixed(1)} s`);
  assert.equal(result.model, 'train_dir/model-1.safetensors');
  assert.ok((await readdir(at('train_dir'))).includes('state.safetensors'));
  const init = ['--init', 'models/fib25/model.ckpt-27465036', '--train_dir', 'tuned', '--batch_size', '1'];
  const tuned = JSON.parse(await run(TRAIN, ...init, '--max_steps', '1', '--json')) as { model: string };
  const published = weightsFromCheckpoint(
    await readCheckpoint(createFileStore(at('models/fib25')), 'model.ckpt-27465036'),
  );
  const { weights } = decodeModel(await readFile(at(tuned.model)), tuned.model);
  for (const [name, { data }] of weights) {
    const before = published.get(name)!.data;
    // A step of stochastic gradient descent at a rate of 0.001, no entry of a gradient above 0.7.
    assert.ok(
      data.every((w, i) => Math.abs(w - before[i]!) <= 0.0007 + 1e-7),
      name,
    );
  }
  assert.ok([...weights].some(([name, { data }]) => data.some((w, i) => w !== published.get(name)!.data[i])));
});

test('segment, as far as to the first evaluations', async () => {
  assert.match(await run(INFERENCE, '--dry-run', '--device', 'cpu'), /1 subvolume, about \d+ steps/);
});
