import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModelArgs } from '../../../ffn/model/index.ts';

const SIZES = '"fov_size": [33, 31, 29], "deltas": [8, 7, 6]';

test('the published arguments', () => {
  const args = '{"depth": 12, "fov_size": [33, 33, 33], "deltas": [8, 8, 8]}';
  assert.deepEqual(parseModelArgs(args), {
    depth: 12,
    features: 32,
    fovSize: [33, 33, 33],
    deltas: [8, 8, 8],
  });
});

test('triples are x, y, z, and the original decides what is not given', () => {
  const config = parseModelArgs(`{${SIZES}, "batch_size": 4, "define_global_step": false}`);
  assert.deepEqual(config, { depth: 9, features: 32, fovSize: [33, 31, 29], deltas: [8, 7, 6] });
});

test('features may be a list, longer than needed', () => {
  assert.deepEqual(
    parseModelArgs(`{${SIZES}, "depth": 2, "features": [4, 3, 5, 3, 9]}`).features,
    [4, 3, 5, 3],
  );
});

const REFUSED: readonly [args: string, message: RegExp][] = [
  ['{"depth": 12,', /model_args: expected JSON, got/],
  ['[1]', /model_args: expected a JSON object, got \[1\]/],
  [`{${SIZES}, "dept": 3}`, /model_args "dept": expected one of depth, features, .*, got "dept"/],
  ['{"deltas": [8, 8, 8]}', /model_args "fov_size": expected three integers \[x, y, z\], got nothing/],
  [
    '{"fov_size": [33, 33], "deltas": [8, 8, 8]}',
    /"fov_size": expected three integers \[x, y, z\], got \[33,33\]/,
  ],
  ['{"fov_size": [32, 33, 33], "deltas": [8, 8, 8]}', /"fov_size": expected odd sizes, got \[32,33,33\]/],
  [
    '{"fov_size": [9, 9, 9], "deltas": [5, 4, 4]}',
    /"deltas": expected at most half of fov_size \[9,9,9\], got/,
  ],
  [`{${SIZES}, "depth": 0}`, /"depth": expected an integer >= 1, got 0/],
  [
    `{${SIZES}, "depth": 2, "features": [4, 3, 5]}`,
    /"features": expected 4 entries, two for each of 2 modules, got 3/,
  ],
  [
    `{${SIZES}, "depth": 2, "features": [4, 3, 5, 4]}`,
    /"features": expected 3 channels from conv1_b, .*, got 4/,
  ],
];

for (const [args, message] of REFUSED) {
  test(`refused: ${args}`, () =>
    assert.throws(() => parseModelArgs(args), { name: 'InvalidDataError', message }));
}
