/** `segment` given what cannot work: one line that names the thing and its cure, and no file in the output folder. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openInput } from '../../../converters/inputs/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { encodeNpz } from '../../../datasets/npy/index.ts';
import { encodeModel, handSetModel, type Weights } from '../../../ffn/model/index.ts';
import { writeBundle } from '../../support/tensor-bundle-writer.ts';

const EDGE = 16;
const BAD_INPUT = 3;
const USAGE = 2;

let folder = '';
const at = (name: string) => join(folder, name);
const { config, weights } = handSetModel({ fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2), depth: 4 });
const modelArgs = JSON.stringify({ depth: 4, features: 8, fov_size: config.fovSize, deltas: config.deltas });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-segment-'));
  const grey = Uint8Array.from({ length: EDGE ** 3 }, (_, i) => 100 + (i % 50));
  const shape = [EDGE, EDGE, EDGE];
  const small = { dataType: 'uint8', shape: [8, EDGE, EDGE], data: grey.subarray(0, 8 * EDGE ** 2) } as const;
  // NaN at x 5, y 3, z 2; and one that the statistics' sample of a larger box does not meet.
  const holed = Float32Array.from(grey);
  holed[5 + EDGE * (3 + EDGE * 2)] = Number.NaN;
  const wide = new Float32Array(200 * EDGE * EDGE).map((_, i) => 100 + (i % 50));
  wide[60 + 200 * (4 + EDGE * 7)] = Number.POSITIVE_INFINITY;
  const arrays = {
    grey: { dataType: 'uint8', shape, data: grey },
    small,
    holed: { dataType: 'float32', shape, data: holed },
    wide: { dataType: 'float32', shape: [EDGE, EDGE, 200], data: wide },
    wide64: { dataType: 'uint64', shape, data: BigUint64Array.from(grey, BigInt) },
    other: { dataType: 'uint8', shape, data: grey.toReversed() },
    flat: { dataType: 'uint8', shape, data: new Uint8Array(EDGE ** 3).fill(128) },
  } as const;
  await writeFile(at('em.npz'), encodeNpz(arrays));
  await writeFile(at('model.safetensors'), encodeModel({ config, weights, metadata: {} }));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stderr: string;
}

/** Runs by flags alone; what is given comes last and thus wins. */
async function segment(...args: string[]): Promise<Outcome> {
  let stderr = '';
  const flags = [
    ...['--image', `${at('em.npz')}:grey`, '--model', at('model.safetensors'), '--out', at('out')],
    ...['--image-mean', '128', '--image-stddev', '33', '--device', 'cpu', '--threads', '1'],
  ];
  const code = await runProgram(['segment', ...flags, ...args], {
    stdout: { write: () => true },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stderr };
}

async function assertRefused(args: readonly string[], message: RegExp, code = BAD_INPUT): Promise<void> {
  const outcome = await segment(...args);
  const last = outcome.stderr.trimEnd().split('\n').at(-1) ?? '';
  assert.match(last, message);
  assert.equal(outcome.code, code, outcome.stderr);
  assert.ok(!existsSync(at('out')), `${args.join(' ')}: nothing is written`);
}

test('boxes beside the image, and what is smaller than the field of view', async () => {
  await assertRefused(
    ['--box', '40,0,0,16,16,16'],
    /^floodlight: bounding box: expected voxels of the image, .*got .*inspect says what the image has/,
  );
  const tooSmall = /^floodlight: bounding box: expected subvolumes no smaller than .*9 x 9 x 9 voxels, got /;
  await assertRefused(['--box', '0,0,0,16,16,8'], tooSmall);
  await assertRefused(['--image', `${at('em.npz')}:small`], tooSmall);
  await assertRefused(['--subvolume', '8,8,8', '--overlap', '4,4,4'], tooSmall);
  await assertRefused(['--subvolume', '9,9,9', '--overlap', '9,9,9'], /an overlap below it/);
  await assertRefused(['--box', '0,0,0,16,16,0'], /^floodlight: --box: expected six integers/, USAGE);
  await assertRefused(['--bounding-box', 'start { x: 1 } sise { x: 3 }'], /^floodlight: bounding box.*sise/);
});

test('subvolumes that share too little are refused, with --force said; --overlap alone does nothing', async () => {
  await assertRefused(
    ['--subvolume', '12,12,12', '--overlap', '8,8,8'],
    /^floodlight: overlap of subvolumes: expected at least 10,10,10: .*, got 8,8,8\. .* 12,12,12, the default; --force/,
  );
  await assertRefused(
    ['--subvolume', '12,12,12'],
    /an overlap below it, got size 12,12,12, overlap 12,12,12/,
  );
  const forced = await segment('--subvolume', '12,12,12', '--overlap', '8,8,8', '--force', '--dry-run');
  assert.equal(forced.code, 0, forced.stderr);
  assert.match(forced.stderr, /warning: the overlap is 8,8,8, and neighbours need 10,10,10 /);
  await assertRefused(
    ['--overlap', '12,12,12'],
    /^floodlight: --overlap: expected --subvolume with it/,
    USAGE,
  );
});

test('flags that silence each other, or say nothing', async () => {
  const box = ['--box', '0,0,0,16,16,16'];
  const text = 'start { x: 0 } size { x: 16 y: 16 z: 16 }';
  await assertRefused([...box, '--bounding-box', text], /^floodlight: --box, --bounding-box: /, USAGE);
  await assertRefused(
    ['--request', 'batch_size: 1', '--inference-request', 'batch_size: 1'],
    /^floodlight: --request, --inference-request: /,
    USAGE,
  );
  await assertRefused(['--image-stddev', '-33'], /^floodlight: --image-stddev: .*above 0/, USAGE);
  await assertRefused(['--image-stddev', '0'], /^floodlight: --image-stddev: .*above 0/, USAGE);
  await assertRefused(
    ['--image', `${at('em.npz')}:flat`, '--image-stddev', 'auto'],
    /^floodlight: --image-stddev: .*one grey value/,
  );
});

test('requests that are no file, and files that are no text', async () => {
  await assertRefused(
    ['--request', at('no.pbtxt')],
    /^floodlight: inference request: .*no\.pbtxt", which /,
    4,
  );
  await assertRefused(['--request', at('em.npz')], /^floodlight: inference request: .*no text/);
  await assertRefused(
    ['--bounding-box', at('no.pbtxt')],
    /^floodlight: bounding box: .*no\.pbtxt", which /,
    4,
  );
});

test('an output folder that cannot be is refused before anything is computed', async () => {
  const refused = async (out: string, message: RegExp, code: number) => {
    const outcome = await segment('--out', out);
    assert.equal(outcome.code, code, outcome.stderr);
    assert.match(outcome.stderr.trimEnd().split('\n').at(-1) ?? '', message);
    assert.doesNotMatch(outcome.stderr, /device:/, 'no network is opened');
  };
  await refused(at('em.npz'), /^floodlight: .*em\.npz: expected a folder, or a new one, got a file/, USAGE);
  await refused(`${at('em.npz')}/below`, /^floodlight: .*em\.npz/, USAGE);
  await refused('/proc/floodlight/out', /^floodlight: .*folders can be made/, 4);
});

test('grey values far from what the request normalises by are said', async () => {
  const { code, stderr } = await segment('--image-mean', '3000', '--dry-run');
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /warning: grey values of mean 124\.\d, .* normalised by 3000, 33 \(give --image-mean auto/,
  );
  assert.doesNotMatch((await segment('--image-stddev', '15', '--dry-run')).stderr, /warning/);
});

test('what is not carried out is said: fields of the first version, objects ahead without a GPU', async () => {
  const request = `seed_policy: "PolicyPeaks" # self_prediction: in a comment
    movement_policy_args: "{\\"score_threshold\\": 1}" inference_options { init_activation: 0.95 pad_value: 0.05
    move_threshold: 0.9 segment_threshold: 0.6 consistency_threshold: 0.5 }`;
  const { code, stderr } = await segment('--request', request, '--ahead', '3', '--dry-run');
  assert.equal(code, 0, stderr);
  assert.match(stderr, /warning: inference request: consistency_threshold is a field of FFN's first version/);
  assert.doesNotMatch(stderr, /self_prediction/);
  assert.match(stderr, /warning: objects grow ahead \(--ahead\) on a GPU only/);
  await assertRefused(['--request', request.replace('#', 'batch_size: -2 #')], /^floodlight: batch_size: /);
});

test('an image of uint64 has grey values too', async () => {
  const { code, stderr } = await segment('--image', `${at('em.npz')}:wide64`, '--out', at('out64'));
  assert.equal(code, 0, stderr);
});

test('a box that reaches beyond the image is said to', async () => {
  const { code, stderr } = await segment('--box', '0,0,0,20,16,16', '--dry-run');
  assert.equal(code, 0, stderr);
  assert.match(stderr, /warning: the box reaches beyond the image: outside, voxels are 0/);
});

test('NaN and infinity are named by their voxel, whether the sample meets them or the run', async () => {
  await assertRefused(
    ['--image', `${at('em.npz')}:holed`],
    /^floodlight: image: expected finite grey values, got NaN at voxel 5,3,2\. Replace /,
  );
  await assertRefused(
    ['--image', `${at('em.npz')}:wide`],
    /^floodlight: image: expected finite grey values, got Infinity at voxel 60,4,7\. Replace /,
  );
});

test('names and arguments that nobody knows', async () => {
  await assertRefused(
    ['--seed-policy', 'PolicyPeeks'],
    /^floodlight: seed_policy: expected one of PolicyPeaks, /,
  );
  await assertRefused(
    [
      '--seed-policy',
      'SequentialPolicies',
      '--seed-policy-args',
      '{"policies": [["PolicyPeaks", {}], ["Other"]]}',
    ],
    /^floodlight: seed_policy: .*"Other"/,
  );
  await assertRefused(['--seed-policy-args', '[1'], /^floodlight: seed_policy_args: expected a JSON object/);
  const request = (more: string) => `seed_policy: "PolicyPeaks" inference_options { init_activation: 0.95
    pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6 } ${more}`;
  await assertRefused(
    ['--request', request('movement_policy_name: "Random"')],
    /^floodlight: movement_policy_name: expected FaceMaxMovementPolicy, got Random/,
  );
  await assertRefused(
    ['--request', request('model_name: "unet.UNet"')],
    /^floodlight: model_name: expected convstack_3d\.ConvStack3DFFNModel .*"unet\.UNet"/,
  );
  await assertRefused(['--request', request('sede_policy: "x"')], /^floodlight: .*sede_policy/);
  await assertRefused(['--model-args', '{"depth": 4, "fov": 9}'], /^floodlight: model_args "fov"/);
  await assertRefused(['--device', 'tpu'], /^floodlight: --device: expected one of auto, /, USAGE);
  await assertRefused(
    ['--image-mean', 'grey'],
    /^floodlight: --image-mean: expected a number or auto/,
    USAGE,
  );
});

test('checkpoints: a flipped bit, a tensor that is missing, one too many, another architecture', async () => {
  const model = ['--model', at('m'), '--model-args', modelArgs];
  await writeCheckpoint(weights, (name, bytes) => {
    if (name.includes('data')) bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  });
  await assertRefused(model, /^floodlight: .*(tensor|m\.data).*(checksum|CRC)/i);
  const without = new Map(weights);
  without.delete('conv2_a/biases');
  await writeCheckpoint(without);
  await assertRefused(
    model,
    /^floodlight: weights "conv2_a\/biases": expected shape .*no such tensor\. Check /,
  );
  await writeCheckpoint(new Map([...weights, ['conv9_a/biases', { shape: [1], data: Float32Array.of(1) }]]));
  await assertRefused(model, /^floodlight: weights "conv9_a\/biases": expected no such tensor .*Check /);
  const diverged = new Map(weights);
  const { shape, data } = weights.get('conv2_a/weights')!;
  diverged.set('conv2_a/weights', { shape, data: data.with(7, Number.NaN) });
  await writeCheckpoint(diverged);
  await assertRefused(model, /^floodlight: weights "conv2_a\/weights": expected finite .*NaN at index 7/);
  await writeCheckpoint(weights);
  const other = JSON.stringify({ depth: 5, features: 8, fov_size: [9, 9, 9], deltas: [2, 2, 2] });
  await assertRefused(['--model', at('m'), '--model-args', other], /^floodlight: weights "conv4_a\/weights"/);
  await assertRefused(['--model', at('m')], /^floodlight: .*model_args beside a TensorFlow checkpoint/);
  await assertRefused(['--model', at('nowhere')], /^floodlight: .*nowhere/, 4);
});

test("another request's folder is refused and left as it is", async () => {
  const out = ['--out', at('used')];
  const first = await segment(...out);
  assert.equal(first.code, 0, first.stderr);
  const second = await segment(...out, '--image-mean', '120');
  assert.equal(second.code, BAD_INPUT);
  assert.match(
    second.stderr.trimEnd().split('\n').at(-1) ?? '',
    /^floodlight: .*used: .*results of another: request\.imageMean differ\. Choose .*--force/,
  );
  const image = await segment(...out, '--image', `${at('em.npz')}:other`);
  assert.equal(image.code, BAD_INPUT);
  assert.match(image.stderr, /results of another: image\.voxels differ\. /);
  assert.equal((await segment(...out)).code, 0, 'its own request finds it done');
});

test('--resample: the result says its voxel size, and the image as it is belongs to another run', async () => {
  const out = ['--out', at('fine')];
  const sizes = ['--resolution', '16', '--resample', '8'];
  assert.match((await segment(...out, '--resample', '8')).stderr, /--resample: expected an input that says/);
  const first = await segment(...out, ...sizes);
  assert.equal(first.code, 0, first.stderr);
  const { volume } = await openInput(at('fine'));
  assert.deepEqual(volume.bounds, boxOf(xyz(0, 0, 0), xyz(2 * EDGE, 2 * EDGE, 2 * EDGE)));
  assert.deepEqual(volume.voxelSizeNm, [8, 8, 8]);
  const plain = await segment(...out, '--resolution', '16');
  assert.equal(plain.code, BAD_INPUT);
  assert.match(
    plain.stderr,
    /image\.bounds\.end, image\.voxelSizeNm, image\.resampledFromNm, image\.voxels differ/,
  );
  const inverted = await segment(...out, ...sizes, '--invert');
  assert.match(inverted.stderr, /image\.voxels, image\.inverted differ/);
});

/** A TensorFlow checkpoint `m` with these weights under the published names. */
async function writeCheckpoint(
  tensors: Weights,
  spoil: (name: string, bytes: Uint8Array) => void = () => undefined,
): Promise<void> {
  const named = [...tensors].map(([name, { shape, data }]) => ({
    ...{ name: `seed_update/${name}`, dtype: 1, shape },
    bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [name, bytes] of writeBundle({ tensors: named })) {
    spoil(name, bytes);
    await writeFile(at(name), bytes);
  }
}
