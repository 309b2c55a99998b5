import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CorruptDataError, isFloodlightError } from '../../../datasets/errors.ts';
import { decodeInfo, encodeInfo, parseInfo } from '../../../datasets/precomputed/index.ts';
import { text } from '../support/blocks.ts';

const SCALE = {
  key: '8_8_40',
  size: [100, 200, 30],
  resolution: [8, 8, 40.5],
  voxel_offset: [-10, 0, 7],
  chunk_sizes: [[64, 64, 16]],
  encoding: 'compressed_segmentation',
  compressed_segmentation_block_size: [8, 8, 8],
};
const INFO = {
  '@type': 'neuroglancer_multiscale_volume',
  type: 'segmentation',
  data_type: 'uint64',
  num_channels: 1,
  scales: [SCALE],
  mesh: 'mesh',
};

test('reads every field', () => {
  const info = parseInfo(
    { ...INFO, skeletons: 'sk', segment_properties: 'sp', provenance: { by: 'us' } },
    'ds/info',
  );
  assert.equal(info.type, 'segmentation');
  assert.equal(info.dataType, 'uint64');
  assert.equal(info.mesh, 'mesh');
  assert.equal(info.skeletons, 'sk');
  assert.equal(info.segmentProperties, 'sp');
  assert.deepEqual(info.others, { provenance: { by: 'us' } });
  const [scale] = info.scales;
  assert.equal(scale.key, '8_8_40');
  assert.deepEqual([...scale.size], [100, 200, 30]);
  assert.deepEqual([...scale.resolutionNm], [8, 8, 40.5]);
  assert.deepEqual([...scale.voxelOffset], [-10, 0, 7]);
  assert.deepEqual([...scale.chunkSizes[0]], [64, 64, 16]);
  assert.deepEqual([...(scale.compressedSegmentationBlockSize ?? [])], [8, 8, 8]);
  assert.equal(scale.sharding, undefined);
  assert.equal(scale.hidden, false);
});

test('takes the defaults and leniencies that readers share', () => {
  const { voxel_offset: _, ...scale } = SCALE;
  const { '@type': __, ...info } = INFO;
  const json = {
    ...info,
    type: 'Segmentation',
    scales: [{ ...scale, sharding: null, jpeg_quality: 'left over' }],
  };
  const parsed = parseInfo(json, 'ds/info');
  assert.deepEqual([...parsed.scales[0].voxelOffset], [0, 0, 0]);
  assert.equal(parsed.scales[0].sharding, undefined);
  assert.equal(parsed.scales[0].jpegQuality, undefined);
});

test('writes what it reads, without nulls and without keys of other encodings', () => {
  const json = { ...INFO, scales: [{ ...SCALE, png_level: 3 }], extra: [1] };
  const written = JSON.parse(new TextDecoder().decode(encodeInfo(parseInfo(json, 'x'))));
  assert.deepEqual(written, { ...INFO, extra: [1] });
});

const BROKEN: [string, object, RegExp][] = [
  [
    '@type',
    { '@type': 'neuroglancer_annotations_v1' },
    /ds\/info: @type: expected neuroglancer_multiscale_volume/,
  ],
  ['type', { type: 'mesh' }, /type: expected one of image, segmentation, got "mesh"/],
  ['data_type', { data_type: 'float64' }, /data_type: expected one of uint8.*got "float64"/],
  ['num_channels absent', { num_channels: undefined }, /num_channels: expected an integer in .*got nothing/],
  ['num_channels 0', { num_channels: 0 }, /num_channels/],
  ['num_channels text', { num_channels: '1' }, /got "1"/],
  ['scales empty', { scales: [] }, /scales: expected a non-empty array, got \[\]/],
  ['scale null', { scales: [null] }, /scales\[0\]: expected a JSON object, got null/],
  ['mesh null', { mesh: null }, /mesh: expected a string, got null/],
  ['redirect', { redirect: 'gs://elsewhere' }, /redirect to gs:\/\/elsewhere/],
];
const BROKEN_SCALE: [string, object, RegExp][] = [
  ['key', { key: '/8_8_8' }, /scales\[0\]: key: expected a relative path/],
  ['size 0', { size: [1, 0, 1] }, /size: expected three positive integers below 2\^31, got \[1,0,1\]/],
  ['size 4.5', { size: [4.5, 1, 1] }, /size: expected three positive integers below 2\^31, got \[4.5,1,1\]/],
  ['size -1', { size: [-1, 1, 1] }, /size: expected three positive integers below 2\^31, got \[-1,1,1\]/],
  ['size 2^31', { size: [2 ** 31, 1, 1] }, /size: expected three .* below 2\^31, got \[2147483648,1,1\]/],
  ['size 1e300', { size: [1e300, 1, 1] }, /size: expected three .* below 2\^31, got \[1e\+300,1,1\]/],
  ['chunk 0', { chunk_sizes: [[64, 64, 0]] }, /chunk_sizes\[0\]: expected three positive integers/],
  ['chunk 0.5', { chunk_sizes: [[64, 0.5, 1]] }, /chunk_sizes\[0\]: expected three positive integers/],
  [
    'resolution -8',
    { resolution: [8, -8, 1] },
    /resolution: expected three finite numbers > 0, got \[8,-8,1\]/,
  ],
  ['offset 0.5', { voxel_offset: [0.5, 0, 0] }, /voxel_offset: expected three integers/],
  ['block 0', { compressed_segmentation_block_size: [0, 8, 8] }, /block_size: expected three positive/],
  ['size 2', { size: [4, 1] }, /size/],
  ['resolution 0', { resolution: [8, 8, 0] }, /resolution: expected three finite numbers > 0/],
  ['offset null', { voxel_offset: null }, /voxel_offset: expected three integers below 2\^31, got null/],
  [
    'chunk_sizes',
    { chunk_sizes: [64, 64, 64] },
    /chunk_sizes\[0\]: expected three positive integers below 2\^31, got 64/,
  ],
  ['encoding', { encoding: 'zip' }, /encoding: expected one of raw, .*got "zip"/],
  ['foreign encoding', { encoding: 'fpzip' }, /got fpzip\. Only cloud-volume reads this/],
  [
    'block size',
    { compressed_segmentation_block_size: undefined },
    /block_size: expected three positive integers/,
  ],
  [
    'jpeg_quality',
    { encoding: 'jpeg', jpeg_quality: 101 },
    /jpeg_quality: expected an integer in \[0,100\], got 101/,
  ],
  [
    'sharding',
    { sharding: { '@type': 'x' } },
    /sharding: @type: expected one of neuroglancer_uint64_sharded_v1/,
  ],
  ['hidden', { hidden: 'no' }, /hidden: expected true or false, got "no"/],
];

test('names the field that is wrong', () => {
  const cases = [
    ...BROKEN.map(([name, part, message]) => [name, { ...INFO, ...part }, message] as const),
    ...BROKEN_SCALE.map(
      ([name, part, message]) => [name, { ...INFO, scales: [{ ...SCALE, ...part }] }, message] as const,
    ),
  ];
  for (const [name, json, message] of cases) {
    // As a file would have it: absent instead of undefined.
    const parsed: unknown = JSON.parse(JSON.stringify(json));
    assert.throws(
      () => parseInfo(parsed, 'ds/info'),
      (error) =>
        isFloodlightError(error) && message.test(error.message) && !!error.cure && !/\n/.test(error.message),
      name,
    );
  }
});

test('several chunk sizes are fine, but not beside sharding', () => {
  const scale = {
    ...SCALE,
    chunk_sizes: [
      [64, 64, 64],
      [128, 128, 1],
    ],
  };
  assert.equal(parseInfo({ ...INFO, scales: [scale] }, 'x').scales[0].chunkSizes.length, 2);
  const sharding = { '@type': 'neuroglancer_uint64_sharded_v1' };
  assert.throws(
    () => parseInfo({ ...INFO, scales: [{ ...scale, sharding }] }, 'x'),
    /exactly one chunk size/,
  );
});

test('a page in place of the file is told as such', () => {
  assert.throws(() => decodeInfo(text('<!doctype html>'), 'ds/info'), /ds\/info: expected JSON, got HTML/);
  assert.throws(() => decodeInfo(text('{"type":'), 'ds/info'), CorruptDataError);
});

test('a key that stands twice is named, at any depth; two scales do not share a folder', () => {
  const file = JSON.stringify({ ...INFO, scales: [SCALE, { ...SCALE, key: '16' }] });
  assert.equal(decodeInfo(text(file), 'ds/info').scales.length, 2);
  const twice = (part: string, again: string) => () => decodeInfo(text(file.replace(part, again)), 'ds/info');
  assert.throws(twice('"num_channels":1', '"num_channels":1,"num_channels":1'), {
    tag: 'invalid',
    message: /^ds\/info: num_channels: expected the key once, got it twice\. Keep one of the two/,
  });
  assert.throws(twice('"key":"16"', '"key":"16","size":[1,1,1]'), {
    message: /^ds\/info: scales\[1\]: size: expected the key once/,
  });
  assert.throws(twice('"key":"16"', '"key":"8_8_40"'), {
    tag: 'invalid',
    message: /^ds\/info: scales\[1\]: key: expected a folder of its own, got "8_8_40", as scales\[0\]/,
  });
});

test('formats.md 1.1: what Neuroglancer rejects, and the one thing that we take', () => {
  const refused = (part: object, scale: object = {}) => {
    const json: unknown = JSON.parse(JSON.stringify({ ...INFO, ...part, scales: [{ ...SCALE, ...scale }] }));
    assert.throws(
      () => parseInfo(json, 'info'),
      (e) => isFloodlightError(e),
      JSON.stringify([part, scale]),
    );
  };
  for (const data_type of ['float64', 'int64', 'bool', 'float16']) refused({ data_type });
  refused({ num_channels: undefined });
  refused({ mesh: null });
  refused({}, { voxel_offset: null });
  for (const encoding of ['fpzip', 'kempressed', 'zfpc', 'crackle', 'zip']) refused({}, { encoding });
  // Neuroglancer takes 4.5 for 4, TensorStore refuses it, and so do we.
  refused({}, { size: [4.5, 1, 1] });
  // "sharding": null: an error in Neuroglancer, absent in TensorStore, cloud-volume and here.
  assert.equal(
    parseInfo({ ...INFO, scales: [{ ...SCALE, sharding: null }] }, 'info').scales[0].sharding,
    undefined,
  );
});
