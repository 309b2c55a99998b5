/** Every seed policy against what NumPy, SciPy and scikit-image give: `test/fixtures/seeds/make.py`. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { type Zyx, zyx } from '../../../../datasets/geometry/index.ts';
import { type Npz, openNpz } from '../../../../datasets/npy/index.ts';
import {
  createSeedPolicy,
  originDirectories,
  type SeedContext,
  type SeedPolicy,
  seedPolicyNames,
  UNRESTRICTED,
} from '../../../../ffn/inference/index.ts';
import { createRandomState } from '../../../../ffn/inference/seeds/mt19937.ts';
import { repoPath } from '../../../support/paths.ts';

const SHAPE = zyx(14, 33, 36);

let npz: Npz;
let context: SeedContext;

before(async () => {
  npz = openNpz(await readFile(repoPath('test/fixtures/seeds/seeds.npz')));
  const ranks = npz.read('image').data as Uint16Array;
  context = {
    image: Float32Array.from(ranks, (v) => (v - 8000) / 4000),
    shape: SHAPE,
    segmentation: Int32Array.from(npz.read('segmentation').data as Int8Array),
    margin: zyx(0, 0, 0),
    voxelSize: zyx(1, 1, 1),
    restrictor: {
      ...UNRESTRICTED,
      mask: npz.read('mask').data as Uint8Array,
      seedMask: npz.read('seed_mask').data as Uint8Array,
    },
  };
});

function all(policy: SeedPolicy): Zyx[] {
  const seeds: Zyx[] = [];
  for (let seed = policy.next(); seed; seed = policy.next()) seeds.push(seed);
  return seeds;
}

const run = (name: string, args: object = {}, more: Partial<SeedContext> = {}): Zyx[] =>
  all(createSeedPolicy(name, { ...context, ...more }, JSON.stringify(args)));

function expected(name: string): Zyx[] {
  const { data, shape } = npz.read(name);
  const coords = data as Uint8Array;
  return Array.from({ length: shape[0] }, (_, i) => zyx(coords[3 * i], coords[3 * i + 1], coords[3 * i + 2]));
}

/** Name in the fixture, policy, arguments. */
const CASES: readonly (readonly [name: string, policy: string, args?: object])[] = [
  ['peaks', 'PolicyPeaks'],
  ['peaks2d', 'PolicyPeaks2d'],
  ['peaks2d_close', 'PolicyPeaks2d', { min_distance: 3, threshold_abs: 0 }],
  ['fill_empty_space', 'PolicyFillEmptySpace'],
  ['max', 'PolicyMax'],
  ['max_peaks', 'PolicyMaxPeaks'],
  ['max_peaks_all', 'PolicyMaxPeaks', { min_distance: 2, threshold_abs: -2, threshold_rel: null }],
  ['image_peaks_3d2d', 'PolicyImagePeaks3D2D'],
  ['image_peaks_3d2d_close', 'PolicyImagePeaks3D2D', { min_distance_3d: 2, min_distance_2d: 3 }],
  ['image_peaks_2d_disk', 'PolicyImagePeaks2DDisk'],
  [
    'image_peaks_2d_disk_wide',
    'PolicyImagePeaks2DDisk',
    { min_distance_2d: 2, threshold_rel: 0.1, disk_radius: 2 },
  ],
  ['grid3d', 'PolicyGrid3d'],
  ['grid2d', 'PolicyGrid2d'],
  ['dense', 'PolicyDenseSeeds'],
  ['dense_eroded', 'PolicyDenseSeeds', { threshold: -0.5, num_erosions: 2 }],
  ['dense_inverted', 'PolicyDenseSeeds', { num_erosions: 1, invert: true }],
];

for (const [name, policy, args] of CASES) {
  test(`${policy} ${JSON.stringify(args ?? {})}`, () => {
    const seeds = expected(name);
    assert.ok(seeds.length > 2, `${name}: ${seeds.length} seeds`);
    assert.deepEqual(run(policy, args), seeds);
  });
}

test('PolicyPeaks with sections twice as thick', () => {
  assert.deepEqual(run('PolicyPeaks', {}, { voxelSize: zyx(2, 1, 1) }), expected('peaks_anisotropic'));
});

test('margins are kept: seeds around which a field of view does not fit are left out', () => {
  const inside = ([z, y, x]: Zyx) => z >= 2 && z < 12 && y >= 3 && y < 30 && x >= 4 && x < 32;
  assert.deepEqual(run('PolicyGrid3d', {}, { margin: zyx(2, 3, 4) }), expected('grid3d').filter(inside));
});

test('PolicyPeaks2d in descending order, PolicyImagePeaks3D2D without one of its parts', () => {
  assert.deepEqual(run('PolicyPeaks2d', { sort_cmp: 'descending' }), expected('peaks2d').reverse());
  const both = expected('image_peaks_3d2d_close');
  const inSpace = run('PolicyImagePeaks3D2D', { min_distance_3d: 2, min_distance_2d: -1 });
  const inSections = run('PolicyImagePeaks3D2D', { min_distance_3d: -1, min_distance_2d: 3 });
  assert.ok(inSpace.length > 0 && inSections.length > 0);
  assert.deepEqual([...inSpace, ...inSections], both);
});

test('PolicyInvertOrigins: the last object of an earlier run first', () => {
  const origin = (startZyx: Zyx) => ({ startZyx, iters: 1, walltimeSec: 0 });
  const origins = new Map([
    [2, origin(zyx(4, 5, 6))],
    [10, origin(zyx(7, 8, 9))],
    [1, origin(zyx(1, 2, 3))],
  ]);
  const args = { segmentation_dir: 'runs/forward' };
  const seeds = run('PolicyInvertOrigins', args, { earlierOrigins: new Map([['runs/forward', origins]]) });
  assert.deepEqual(seeds, [zyx(7, 8, 9), zyx(4, 5, 6), zyx(1, 2, 3)]);
  assert.throws(
    () => run('PolicyInvertOrigins', args),
    /segmentation_dir: expected a segmentation .*runs\/forward/,
  );
  const nested = {
    policies: [
      ['PolicyPeaks', {}],
      ['ReverseCoords', { policy_to_reverse: 'PolicyInvertOrigins', ...args }],
    ],
  };
  assert.deepEqual(originDirectories('SequentialPolicies', JSON.stringify(nested)), ['runs/forward']);
  assert.deepEqual(originDirectories('PolicyPeaks'), []);
});

test('ReverseCoords: another policy backwards, with its own arguments', () => {
  const args = {
    policy_to_reverse: 'PolicyMaxPeaks',
    min_distance: 2,
    threshold_abs: -2,
    threshold_rel: null,
  };
  assert.deepEqual(run('ReverseCoords', args), expected('max_peaks_all').reverse());
});

test('SequentialPolicies: a later policy sees what the earlier one left, and a place in it can be put back', () => {
  const segmentation = new Int32Array(context.segmentation.length);
  const args = JSON.stringify({ policies: [['PolicyPeaks', {}], ['PolicyFillEmptySpace']] });
  const open = () => createSeedPolicy('SequentialPolicies', { ...context, segmentation }, args);
  const policy = open();
  const first = all(createSeedPolicy('PolicyPeaks', { ...context, segmentation }));
  for (const seed of first) assert.deepEqual(policy.next(), seed);
  // Now the canvas fills up, and the second policy looks at it.
  segmentation.set(context.segmentation);
  const second = expected('fill_empty_space');
  assert.deepEqual(policy.next(), second[0]);
  assert.deepEqual(policy.next(), second[1]);
  const restored = open();
  restored.setState(policy.getState(true));
  assert.deepEqual(all(restored), second.slice(1));
});

test('arguments of the wrong kind are errors that name them, other policies are unknown by name', () => {
  assert.throws(
    () => run('PolicyGrid3d', { step: 0 }),
    /seed_policy_args\.step: expected an integer of at least 1, got 0/,
  );
  assert.throws(() => run('PolicyGrid2d', { offsets: 8 }), /seed_policy_args\.offsets: expected a list/);
  assert.throws(() => run('PolicyDenseSeeds', { invert: 'no' }), /seed_policy_args\.invert/);
  assert.throws(() => run('SequentialPolicies', { policies: [] }), /seed_policy_args\.policies/);
  assert.throws(
    () => run('ReverseCoords', { policy_to_reverse: 'toString' }),
    /seed_policy: expected one of PolicyPeaks, /,
  );
  assert.equal(seedPolicyNames().length, 14);
  assert.deepEqual(run('seed.PolicyGrid3d', { corner: [0, 0, 0], unknown: 1 }), expected('grid3d'));
});

test("NumPy's random numbers, over the first renewals of the state, for several seeds", () => {
  for (const seed of [0, 42, 4294967295]) {
    const random = createRandomState(seed);
    const numbers = npz.read(`random_${seed}`).data as Float64Array;
    assert.deepEqual(
      Float64Array.from(numbers, () => random.nextDouble()),
      numbers,
    );
  }
});
