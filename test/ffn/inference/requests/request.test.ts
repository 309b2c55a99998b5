import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  hasField,
  parseBoundingBox,
  parseInferenceRequest,
  parseMessage,
} from '../../../../ffn/inference/index.ts';

/** As `configs/inference_training_sample2.pbtxt`. */
const PUBLISHED = String.raw`image {
  hdf5: "third_party/neuroproof_examples/training_sample2/grayscale_maps.h5:raw"
}
image_mean: 128
image_stddev: 33
checkpoint_interval: 1800
seed_policy: "PolicyPeaks"
model_checkpoint_path: "models/fib25/model.ckpt-27465036"
model_name: "convstack_3d.ConvStack3DFFNModel"
model_args: "{\"depth\": 12, \"fov_size\": [33, 33, 33], \"deltas\": [8, 8, 8]}"
segmentation_output_dir: "results/fib25/training2"
inference_options {
  init_activation: 0.95
  min_boundary_dist { x: 1 y: 1 z: 1}
  min_segment_size: 1000
}
`;

test('the published request', () => {
  const request = parseInferenceRequest(PUBLISHED);
  assert.equal(request.image?.hdf5, 'third_party/neuroproof_examples/training_sample2/grayscale_maps.h5:raw');
  assert.equal(request.imageMean, 128);
  assert.equal(request.seedPolicy, 'PolicyPeaks');
  assert.deepEqual(JSON.parse(request.modelArgs), { depth: 12, fov_size: [33, 33, 33], deltas: [8, 8, 8] });
  assert.equal(request.inferenceOptions?.initActivation, Math.fround(0.95));
  assert.deepEqual(request.inferenceOptions?.minBoundaryDist, { x: 1, y: 1, z: 1 });
});

test('fields that are not set have their defaults, and say so', () => {
  const request = parseInferenceRequest(PUBLISHED);
  assert.equal(request.batchSize, 1);
  assert.equal(request.shiftMaskThreshold, 4);
  assert.equal(request.movementPolicyName, '');
  assert.equal(request.initSegmentation, undefined);
  assert.deepEqual(request.masks, []);
  assert.equal(hasField(request, 'batch_size'), false);
  assert.equal(hasField(request, 'image_mean'), true);
  assert.equal(hasField(request.inferenceOptions ?? {}, 'disco_seed_threshold'), false);
  const source = parseMessage('SegmentationSource', 'threshold: 0', 'source');
  assert.equal(source.splitCc, true);
  assert.equal(hasField(source, 'threshold'), true);
});

test('everything the text format has', () => {
  const request = parseInferenceRequest(`# a comment
    image_mean:128.5f; image_stddev: 16.0,
    seed_policy: 'Policy' "Peaks"  # literals join
    masks: { volume < channels { channel:1 values: [1, 0x10] values: 18446744073709551615 invert: true } >; }
    alignment_options { type: NO_ALIGNMENT save_raw: t }
    inference_options { disco_seed_threshold: -1 consistency_threshold: 0.5 }`);
  assert.equal(request.imageMean, 128.5);
  assert.equal(request.imageStddev, 16);
  assert.equal(request.seedPolicy, 'PolicyPeaks');
  assert.deepEqual(request.masks[0].volume?.channels[0].values, [1n, 16n, 18446744073709551615n]);
  assert.equal(request.masks[0].volume?.channels[0].invert, true);
  assert.deepEqual(request.alignmentOptions, { type: 1, saveRaw: true });
  assert.equal(request.inferenceOptions?.discoSeedThreshold, -1);
});

test('an unknown field is an error that names it and its line', () => {
  assert.throws(
    () => parseInferenceRequest('image_mean: 1\nimage_meen: 2'),
    /inference request: expected a text protobuf of ffn.InferenceRequest, got .*unknown field 'image_meen' \(line 2\)/,
  );
});

test('wrong types, a repeated single field and two sources of one volume are errors', () => {
  assert.throws(() => parseInferenceRequest('image_mean: "128"'), /inference request/);
  assert.throws(() => parseInferenceRequest('image_mean: 1 image_mean: 2'), /multiple values/);
  assert.throws(() => parseInferenceRequest('image { hdf5: "a:b" tensorstore: "{}" }'), /multiple values/);
  assert.throws(() => parseInferenceRequest('image { hdf5: "a:b"'), /inference request/);
});

test('a bounding box, without spaces as the README prints it', () => {
  const box = parseBoundingBox('start { x:0 y:0 z:0 } size { x:250 y:250 z:250 }');
  assert.deepEqual(box, { begin: [0, 0, 0], end: [250, 250, 250] });
  assert.deepEqual(parseBoundingBox('start { x: -3 } size <x:1,y:2;z:3>'), {
    begin: [-3, 0, 0],
    end: [-2, 2, 3],
  });
  assert.throws(
    () => parseBoundingBox('start { x:0 } size { x:250 y:250 }'),
    /at least one voxel per axis, got 250 x 250 x 0/,
  );
  assert.throws(() => parseBoundingBox('begin { x:0 }'), /unknown field 'begin'/);
});

/** Field and value as text, and what is read; a regular expression is the error's message. */
type Corner = readonly [text: string, expected: unknown];

const NUMBERS: readonly Corner[] = [
  ['min_value: 1.5f', 1.5],
  ['min_value: .5', 0.5],
  ['min_value: 5.', 5],
  ['min_value: 25E-2F', 0.25],
  ['min_value: - 1', -1],
  ['min_value: inf', Number.POSITIVE_INFINITY],
  ['min_value: -Infinity', Number.NEGATIVE_INFINITY],
  ['min_value: nan', Number.NaN],
  ['min_value:3', 3],
  ['min_value: 0.1', Math.fround(0.1)],
  ['min_value: "1"', /float value expected/],
  ['min_value: +1', /float value expected/],
  ['min_value 1', /expected ':' \(line 1\)/],
];

const INTEGERS: readonly Corner[] = [
  ['channel: 0x1F', 31],
  ['channel: -0x10', -16],
  ['channel: 010', 8],
  ['channel: -2147483648', -2147483648],
  ['channel: 2147483648', /out of range/],
  ['channel: 1.0', /integer value expected/],
  ['channel: 08', /illegal number/],
];

const BOOLEANS: readonly Corner[] = [
  ...['true', 'True', 't', '1'].map((text): Corner => [`invert: ${text}`, true]),
  ...['false', 'False', 'f', '0'].map((text): Corner => [`invert: ${text}`, false]),
  ['invert: yes', /bool value expected/],
  ['invert: 2', /bool value expected/],
];

function checkChannel(corners: readonly Corner[], field: 'minValue' | 'channel' | 'invert'): void {
  for (const [text, expected] of corners) {
    const read = () => parseMessage('MaskChannelConfig', text, 'channel')[field];
    if (expected instanceof RegExp)
      assert.throws(read, { name: 'InvalidDataError', message: expected }, text);
    else assert.equal(read(), expected, text);
  }
}

test('numbers, integers and booleans in every form of the text format', () => {
  checkChannel(NUMBERS, 'minValue');
  checkChannel(INTEGERS, 'channel');
  checkChannel(BOOLEANS, 'invert');
});

test('64-bit integers: ids to their last digit, coordinates only as far as doubles are exact', () => {
  const id = (text: string) => parseMessage('ResegmentationPoint', `id_a: ${text}`, 'point').idA;
  assert.equal(id('18446744073709551615'), 2n ** 64n - 1n);
  assert.equal(id('0xffffffffffffffff'), 2n ** 64n - 1n);
  assert.throws(() => id('18446744073709551616'), /out of range/);
  assert.throws(() => id('-1'), /unsigned integer value expected/);
  const x = (text: string) => parseMessage('Vector3j', `x: ${text}`, 'vector').x;
  assert.equal(x('-9007199254740991'), -9007199254740991);
  assert.throws(() => x('9007199254740993'), /below 2\^53/);
});

const TEXTS: readonly Corner[] = [
  [String.raw`"\101\x41\x4a"`, 'AAJ'],
  [String.raw`'\n\t\r\a\b\f\v\\\'\"\?'`, '\n\t\r\u0007\b\f\u000b\\\'"?'],
  [String.raw`"\303\265 \u00b5 \U0001F600 µ"`, 'õ µ 😀 µ'],
  [`"it's" ' "it" ' # between\n "s"`, `it's "it" s`],
  ['"a\nb"', /illegal string/],
  ['"a', /unterminated string/],
  [String.raw`"\q"`, /illegal string escape/],
  ['a', /expected string/],
];

test('strings with every escape, joined, in either quotes', () => {
  for (const [text, expected] of TEXTS) {
    const read = () => parseInferenceRequest(`seed_policy: ${text}`).seedPolicy;
    if (expected instanceof RegExp) assert.throws(read, { message: expected }, text);
    else assert.equal(read(), expected, text);
  }
});

test('messages in braces or angles, with or without colon, lists and separators', () => {
  const masks = (text: string) => parseMessage('MaskConfigs', text, 'masks').masks.map((mask) => mask.invert);
  for (const text of [
    'masks { invert: 1 }',
    'masks: { invert: 1 }',
    'masks < invert: 1 >',
    'masks:<invert:1>',
  ]) {
    assert.deepEqual(masks(text), [true], text);
  }
  assert.deepEqual(masks('masks: [ { invert: 1 }, {} ] masks {};'), [true, false, false]);
  assert.deepEqual(masks('# nothing but a comment'), []);
  assert.throws(() => masks('masks { invert: 1 >'), /illegal field name '>'/);
  assert.throws(() => masks('masks { invert: 1'), /expected '}'/);
  assert.throws(() => masks('masks {} }'), /illegal field name '}'/);
  assert.throws(() => masks('masks: 3'), /expected message value/);
  const values = (text: string) => parseMessage('MaskChannelConfig', text, 'channel').values;
  assert.deepEqual(values('values: 1, values: [2, 0x3]; values: []'), [1n, 2n, 3n]);
  assert.throws(() => values('values: [1, 2,]'), /integer value expected/);
  assert.throws(() => values('values: [1 2]'), /expected '\]'/);
  assert.throws(() => values('channel: 1 ;; invert: true'), /unexpected separator/);
});

test('enums by name and number; names that only JavaScript knows, extensions and numbers are no fields', () => {
  const type = (text: string) => parseMessage('AlignmentOptions', `type: ${text}`, 'alignment').type;
  assert.equal(type('UNKNOWN_ALIGNMENT'), 0);
  assert.equal(type('1'), 1);
  assert.throws(() => type('no_alignment'), /enum value expected/);
  for (const name of ['__proto__', 'constructor', 'imageMean', 'toString']) {
    assert.throws(() => parseInferenceRequest(`${name}: 1`), new RegExp(`unknown field '${name}'`));
  }
  assert.throws(
    () => parseInferenceRequest('inference_options { bogus: 1 }'),
    /InferenceOptions: unknown field 'bogus'/,
  );
  assert.throws(() => parseInferenceRequest('[ffn.ext]: 1'), /unknown extension 'ffn.ext'/);
  assert.throws(() => parseInferenceRequest('14: 1'), /illegal field name '14'/);
});
