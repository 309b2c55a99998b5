/** Every worked example of the format specification's sections 1 to 3 is a test, literally named by its section; but annotations, which nothing here reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from './support/sources.ts';

const SHARDING = 'test/datasets/precomputed/sharding';
const MESH = 'test/datasets/precomputed/meshes/mesh-multires.both.test.ts';
const SKELETON = 'test/datasets/precomputed/skeletons/skeleton.both.test.ts';
const PROPERTIES = 'test/datasets/precomputed/segment-properties.both.test.ts';
const COMPRESSED = 'test/datasets/codecs/compressed-segmentation/layout.both.test.ts';

/** Section and example -> where its test is, and how the test's name begins. */
const EXAMPLES: readonly (readonly [example: string, file: string, name: string])[] = [
  [
    '1.1 what readers reject',
    'test/datasets/precomputed/parse-info.both.test.ts',
    'formats.md 1.1: what Neuroglancer rejects',
  ],
  [
    '1.1 origin and coarser scales',
    'test/datasets/geometry/affine.both.test.ts',
    'formats.md 1.1 geometry rules',
  ],
  ['1.2 names of chunks', 'test/datasets/precomputed/chunk-grid.both.test.ts', 'formats.md 1.2: names'],
  ['1.5 Morton check values', `${SHARDING}/morton.both.test.ts`, 'formats.md 1.5 Key: check values'],
  [
    '1.5 murmur table',
    `${SHARDING}/murmur.both.test.ts`,
    'formats.md 1.5 Shard and minishard number: values',
  ],
  [
    '1.5 end to end',
    `${SHARDING}/locate.both.test.ts`,
    'formats.md 1.5 Shard and minishard number: end to end',
  ],
  ['1.5 file naming', `${SHARDING}/locate.both.test.ts`, 'formats.md 1.5 File naming'],
  ['1.5 worked: keys', `${SHARDING}/morton.both.test.ts`, 'formats.md 1.5 Worked example: keys of the grid'],
  [
    '1.5 worked: places',
    `${SHARDING}/locate.both.test.ts`,
    'formats.md 1.5 Worked example: shard file and minishard',
  ],
  [
    '1.5 worked: bytes written',
    `${SHARDING}/walk.both.test.ts`,
    'formats.md 1.5 Worked example: 0.shard is written',
  ],
  [
    '1.5 worked: bytes read',
    `${SHARDING}/walk.both.test.ts`,
    'formats.md 1.5 Worked example: 0.shard is read',
  ],
  ['1.5 worked: offsets', `${SHARDING}/walk.both.test.ts`, 'formats.md 1.5 Worked example: indices at'],
  ['2.7 A', COMPRESSED, 'formats.md 2.7 A'],
  ['2.7 B', COMPRESSED, 'formats.md 2.7 B'],
  ['2.7 C', COMPRESSED, 'formats.md 2.7 C'],
  // 2.7 D is the hash of a cube in Neuroglancer's repository, which no package has: in its place the encoder is held
  // against Neuroglancer's own on random blocks, byte for byte.
  [
    '2.7 D, by the same encoder',
    'test/datasets/codecs/compressed-segmentation/encode.both.test.ts',
    'gives the bytes that Neuroglancer gives',
  ],
  ['2.7 E', COMPRESSED, 'formats.md 2.7 E'],
  ['3.2 manifest', MESH, 'formats.md 3.2 worked manifest'],
  ['3.3 skeleton read', SKELETON, 'formats.md 3.3 worked skeleton: two vertices, one edge, radius, 48 bytes'],
  ['3.3 skeleton written', SKELETON, 'formats.md 3.3 worked skeleton is written'],
  // No bytes: a table of what each type has and what readers reject.
  ['3.5 fields of properties', PROPERTIES, 'formats.md 3.5: each type with its own fields'],
  ['3.5 what readers reject', PROPERTIES, 'formats.md 3.5: what readers refuse or misread'],
];

test('each example has its test', () => {
  const missing = EXAMPLES.filter(([, file, name]) => !readText(file).includes(`test('${name}`));
  assert.deepEqual(missing, []);
});
