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
