import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkInfo } from '../../../converters/jobs/verify-info.ts';
import { createProblemLog } from '../../../converters/jobs/verify-problems.ts';

function problemsOf(json: unknown): readonly string[] {
  const log = createProblemLog();
  const info = checkInfo(json, 'ds/info', log);
  const texts = log.kept.map(({ text }) => text);
  assert.ok(info !== undefined || texts.length > 0, 'a refused info without a reason');
  return texts.map((text) => text.replace(/: expected.*/, ''));
}

const SCALE = {
  key: '8_8_8',
  size: [64, 64, 64],
  voxel_offset: [0, 0, 0],
  resolution: [8, 8, 8],
  chunk_sizes: [[32, 32, 32]],
  encoding: 'compressed_segmentation',
  compressed_segmentation_block_size: [8, 8, 8],
};
const INFO = { type: 'segmentation', data_type: 'uint64', num_channels: 1, scales: [SCALE] };
const scale = (more: object) => ({ ...INFO, scales: [{ ...SCALE, ...more }] });

test('a valid info has no problems', () => {
  assert.deepEqual(problemsOf(INFO), []);
  assert.deepEqual(
    problemsOf({ '@type': 'neuroglancer_multiscale_volume', mesh: 'mesh', theirs: 1, ...INFO }),
    [],
  );
  assert.deepEqual(
    problemsOf({
      type: 'image',
      data_type: 'uint8',
      num_channels: 3,
      scales: [
        {
          key: 'a',
          size: [1, 1, 1],
          resolution: [1, 1, 1],
          chunk_sizes: [[1, 1, 1]],
          encoding: 'jpeg',
          jpeg_quality: 80,
        },
      ],
    }),
    [],
  );
});

test('every problem is listed, not the first alone', () => {
  const wrong = {
    '@type': 'neuroglancer_skeletons',
    type: 'picture',
    data_type: 'uint7',
    num_channels: 0,
    mesh: 7,
    scales: [
      { ...SCALE, size: [64, 0, 64], resolution: [8, 8], encoding: 'zip' },
      { ...SCALE, chunk_sizes: [], voxel_offset: [0.5, 0, 0], compressed_segmentation_block_size: [0, 8, 8] },
      7,
    ],
  };
  assert.deepEqual(problemsOf(wrong), [
    'ds/info: @type',
    'ds/info: type',
    'ds/info: data_type',
    'ds/info: num_channels',
    'ds/info: mesh',
    'ds/info: scales[0]: size',
    'ds/info: scales[0]: resolution',
    'ds/info: scales[0]: encoding',
    'ds/info: scales[1]: voxel_offset',
    'ds/info: scales[1]: chunk_sizes',
    'ds/info: scales[1]: compressed_segmentation_block_size',
    'ds/info: scales[2]',
    'ds/info: scales[1]: key',
  ]);
});

test('absent fields are problems of their own', () => {
  assert.deepEqual(problemsOf({}), [
    'ds/info: type',
    'ds/info: data_type',
    'ds/info: num_channels',
    'ds/info: scales',
  ]);
  assert.deepEqual(problemsOf({ ...INFO, scales: [{}] }), [
    'ds/info: scales[0]: key',
    'ds/info: scales[0]: size',
    'ds/info: scales[0]: resolution',
    'ds/info: scales[0]: chunk_sizes',
    'ds/info: scales[0]: encoding',
  ]);
  assert.deepEqual(problemsOf(scale({ compressed_segmentation_block_size: undefined })), [
    'ds/info: scales[0]: compressed_segmentation_block_size',
  ]);
  assert.deepEqual(problemsOf([]), ['ds/info']);
});

test('sizes that are zero, negative, huge or fractional', () => {
  for (const size of [[0, 1, 1], [-1, 1, 1], [1e300, 1, 1], [1.5, 1, 1], ['1', 1, 1], [1, 1], null])
    assert.deepEqual(problemsOf(scale({ size })), ['ds/info: scales[0]: size'], JSON.stringify(size));
});

test('what is wrong though each field is right', () => {
  assert.deepEqual(problemsOf({ ...INFO, data_type: 'uint8' }), ['ds/info: scales[0]: encoding']);
  assert.deepEqual(problemsOf({ ...INFO, scales: [SCALE, SCALE] }), ['ds/info: scales[1]: key']);
  const coarse = { ...SCALE, key: '4', resolution: [4, 4, 4] };
  assert.deepEqual(problemsOf({ ...INFO, scales: [SCALE, coarse] }), ['ds/info: scales[1]: resolution']);
  const sharding = { '@type': 'neuroglancer_uint64_sharded_v1', preshift_bits: 0, hash: 'identity' };
  const bits = { minishard_bits: 0, shard_bits: 0 };
  assert.deepEqual(problemsOf(scale({ sharding: { ...sharding, ...bits } })), []);
  assert.deepEqual(problemsOf(scale({ sharding })), ['ds/info: scales[0]: sharding: minishard_bits']);
  const two = {
    chunk_sizes: [
      [32, 32, 32],
      [64, 64, 1],
    ],
    sharding: { ...sharding, ...bits },
  };
  assert.deepEqual(problemsOf(scale(two)), ['ds/info: scales[0]: chunk_sizes']);
});
