/** `segment --model DIR/model.json`: TensorFlow.js models run where others do, and give the same objects. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadModel, loadNetwork } from '../../../converters/networks/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { UnsupportedError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { loadSegmentation } from '../../../ffn/inference/index.ts';
import { encodeModel } from '../../../ffn/model/index.ts';
import { PHANTOM_MODEL } from '../../support/phantom-run.ts';
import { createRandom } from '../../support/random-network.ts';
import { convStackGraph } from '../../support/tfjs/graph-models.ts';
import { convStackLayers, modelArgs } from '../../support/tfjs/layers-models.ts';
import { editModel, saveModel } from '../../support/tfjs/save-model.ts';

let folder = '';
const at = (name: string) => join(folder, name);
const { config, weights } = PHANTOM_MODEL;
const SIZE = xyz(25, 14, 17);

/** Two bright cells of 8 x 8 x 11 voxels between dark walls. */
function twoCells(): Uint8Array {
  const random = createRandom(3);
  return Uint8Array.from({ length: SIZE[0] * SIZE[1] * SIZE[2] }, (_, i) => {
    const [x, y, z] = [i % SIZE[0], Math.floor(i / SIZE[0]) % SIZE[1], Math.floor(i / SIZE[0] / SIZE[1])];
    const isWall = x % 11 < 3 || y % 11 < 3 || z % 14 < 3;
    return Math.round((isWall ? 75 : 184) + 10 * random());
  });
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-tfjs-'));
  const [x, y, z] = SIZE;
  const grey = { dataType: 'uint8', shape: [z, y, x], data: twoCells() } as const;
  await writeFile(at('em.npz'), encodeNpz({ grey }));
  await writeFile(at('model.safetensors'), encodeModel({ config, weights, metadata: {} }));
  for (const name of ['layers', 'graph']) await mkdir(at(name));
  await saveModel(await convStackLayers(config, weights), createFileStore(at('layers')));
  await saveModel(await convStackGraph(config, weights), createFileStore(at('graph')));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly stderr: string;
  readonly steps: number;
  readonly labels: Uint32Array;
}

async function segment(model: string): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  const out = at(`out-${model.replace('/', '-')}`);
  const options =
    'init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6 min_segment_size: 100';
  const code = await runProgram(
    [
      ...['segment', '--json', '--image', `${at('em.npz')}:grey`, '--model', at(model), '--out', out],
      ...['--image-mean', '128', '--image-stddev', '33', '--device', 'cpu', '--threads', '1'],
      ...['--inference-options', `${options} min_boundary_dist { x: 1 y: 1 z: 1 }`],
    ],
    {
      stdout: { write: (more: string) => (text.stdout += more) },
      stderr: { write: (more: string) => (text.stderr += more) },
      signal: new AbortController().signal,
    },
  );
  assert.equal(code, 0, text.stderr);
  const { steps } = JSON.parse(text.stdout.trim().split('\n').at(-1)!) as { steps: number };
  const { labels } = await loadSegmentation(createFileStore(out), [0, 0, 0], { splitCc: false });
  return { stderr: text.stderr, steps, labels };
}

test('a layers model and a graph model segment as the same weights do on onnxruntime', async (t) => {
  const expected = await segment('model.safetensors');
  assert.ok(expected.steps > 40 && Math.max(...expected.labels) >= 2, `${expected.steps} steps`);
  t.diagnostic(`${expected.steps} steps, ${Math.max(...expected.labels)} objects`);
  for (const model of ['layers/model.json', 'graph/model.json']) {
    const { stderr, steps, labels } = await segment(model);
    assert.match(stderr, /^device: tfjs cpu \(plain JavaScript, very slow\)$/m);
    assert.equal(steps, expected.steps);
    assert.deepEqual(labels, expected.labels);
  }
});

const noGpu = async (): Promise<never> => {
  throw new UnsupportedError({ subject: 'WebGPU adapter', expected: 'a GPU', got: 'none' });
};

test('devices mean those of TensorFlow.js: auto says that the CPU computes, webgpu is an error without a GPU', async () => {
  const { open } = await loadNetwork({ path: at('graph/model.json') });
  const lines: string[] = [];
  const network = await open({ tell: (line) => lines.push(line), openGpu: noGpu });
  assert.match(network.device, /^tfjs cpu/);
  assert.deepEqual(lines, ['no GPU, so the CPU computes (WebGPU adapter: none)']);
  await network.dispose();
  await assert.rejects(open({ device: 'webgpu', openGpu: noGpu }), { name: 'UnsupportedError' });
  const software = await open({ device: 'software' });
  assert.match(software.device, /^tfjs webgpu \(google swiftshader/);
  await software.dispose();
});

test('model_args beside a model go before its own, and what it was trained on is read', async () => {
  const store = createFileStore(at('layers'));
  await editModel(store, ({ userDefinedMetadata, ...json }) => {
    const trained = {
      polarity: 'dark-membranes',
      image_mean: '128',
      image_stddev: 33,
      voxel_size_nm: [8, 8, 8],
    };
    return { ...json, userDefinedMetadata: { ...(userDefinedMetadata as object), ...trained } };
  });
  const args = modelArgs({ fovSize: config.fovSize, deltas: xyz(1, 1, 1) });
  const network = await loadNetwork({ path: at('layers'), modelArgs: args });
  assert.deepEqual(network.config, { fovSize: config.fovSize, deltas: xyz(1, 1, 1) });
  assert.deepEqual(network.metadata, {
    polarity: 'dark-membranes',
    imageMean: 128,
    imageStddev: 33,
    voxelSizeNm: xyz(8, 8, 8),
  });
});

test('a TensorFlow.js model is not one whose layers can be written to another format', async () => {
  await assert.rejects(loadModel({ path: at('graph/model.json') }), {
    name: 'UnsupportedError',
    message: /graph\/model.json: expected a TensorFlow checkpoint, .* segment --model takes it as it is/,
  });
});
