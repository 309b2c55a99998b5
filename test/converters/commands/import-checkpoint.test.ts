import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadModel } from '../../../converters/networks/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { handSetModel, weightsId } from '../../../ffn/model/index.ts';
import { writeBundle } from '../../support/tensor-bundle-writer.ts';

const { config, weights } = handSetModel();
const ARGS = JSON.stringify({
  depth: config.depth,
  features: config.features,
  fov_size: config.fovSize,
  deltas: config.deltas,
});

let folder = '';
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-import-'));
  await mkdir(at('tf'));
  const tensors = [...weights].map(([name, { shape, data }]) => ({
    name: `seed_update/${name}`,
    dtype: 1,
    shape,
    bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }));
  tensors.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [name, bytes] of writeBundle({ tensors })) await writeFile(at(`tf/${name}`), bytes);
});
after(() => rm(folder, { recursive: true, force: true }));

async function importCheckpoint(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(['import-checkpoint', ...args], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

const TRAINED_ON = ['--resolution', '8,8,30', '--polarity', 'dark-membranes', '--image-mean', '128'];

test('TensorFlow to safetensors to ONNX: the same weights, and what it was trained on', async () => {
  const first = await importCheckpoint(at('tf/m'), at('m.safetensors'), '--model-args', ARGS, ...TRAINED_ON);
  assert.equal(first.code, 0, first.stderr);
  const second = await importCheckpoint(at('m.safetensors'), at('m.onnx'), '--onnx', '--image-stddev', '33');
  assert.equal(second.code, 0, second.stderr);
  for (const [file, imageStddev] of [
    ['m.safetensors', undefined],
    ['m.onnx', 33],
  ] as const) {
    const model = await loadModel({ path: at(file) });
    assert.deepEqual(model.config, config);
    assert.equal(weightsId(model.weights), weightsId(weights));
    const { voxelSizeNm, polarity, imageMean } = model.metadata;
    assert.deepEqual([voxelSizeNm, polarity, imageMean], [[8, 8, 30], 'dark-membranes', 128]);
    assert.equal(model.metadata.imageStddev, imageStddev);
  }
});

test('what is there is kept; a checkpoint alone does not say its field of view', async () => {
  await writeFile(at('kept.safetensors'), 'mine');
  const args = [at('tf/m'), at('kept.safetensors'), '--model-args', ARGS];
  const { code, stderr } = await importCheckpoint(...args);
  assert.equal(code, 3);
  assert.match(stderr, /--force/);
  assert.equal(await readFile(at('kept.safetensors'), 'utf8'), 'mine');
  assert.equal((await importCheckpoint(...args, '--force')).code, 0);
  const bare = await importCheckpoint(at('tf/m'), at('bare.safetensors'));
  assert.match(bare.stderr, /--model-args/);
});

test('arguments of another network, a torn checkpoint and a torn safetensors file name what is wrong', async () => {
  const deeper = ARGS.replace(`"depth":${config.depth}`, `"depth":${config.depth + 1}`);
  const misfit = await importCheckpoint(at('tf/m'), at('x.safetensors'), '--model-args', deeper);
  assert.equal(misfit.code, 3);
  assert.match(misfit.stderr, /conv6_a\/weights/);
  const data = await readFile(at('tf/m.data-00000-of-00001'));
  data[100] = (data[100] ?? 0) ^ 1;
  await mkdir(at('torn'));
  await writeFile(at('torn/m.data-00000-of-00001'), data);
  await writeFile(at('torn/m.index'), await readFile(at('tf/m.index')));
  const torn = await importCheckpoint(at('torn/m'), at('x.safetensors'), '--model-args', ARGS);
  assert.equal(torn.code, 3);
  assert.match(torn.stderr, /expected CRC/);
  const file = await readFile(at('m.safetensors'));
  await writeFile(at('torn.safetensors'), file.subarray(0, 5000));
  assert.match(
    (await importCheckpoint(at('torn.safetensors'), at('x.safetensors'))).stderr,
    /a file of 5000 bytes/,
  );
});

test('a name that segment would not take for a model is refused before anything is read', async () => {
  const { code, stderr } = await importCheckpoint(at('nowhere'), at('x.txt'));
  assert.equal(code, 2);
  assert.match(
    stderr,
    /OUT: expected a name that ends with \.safetensors, got .*x\.txt\. Name it so, or give --onnx/,
  );
  const onnx = await importCheckpoint(at('nowhere'), at('x.safetensors'), '--onnx');
  assert.match(onnx.stderr, /ends with \.onnx/);
});
