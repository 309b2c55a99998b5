import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonObject, readState, writeState } from '../../../datasets/links/index.ts';

test('old keys become those of today, and are not written again', () => {
  const { state, warnings } = readState({
    navigation: {
      pose: {
        position: { voxelSize: [4, 4, 40], voxelCoordinates: [1, 2, 3] },
        orientation: [0, 1, 0, 0],
      },
      zoomFactor: 8,
    },
    perspectiveOrientation: [1, 0, 0, 0],
    perspectiveZoom: 100,
    perspectiveViewBackgroundColor: '#123456',
    layers: { em: 'precomputed://gs://b/em' },
  });
  assert.deepEqual(warnings, []);
  const { projectionScale, ...rest } = writeState(state);
  assert.deepEqual(rest, {
    dimensions: { x: [4e-9, 'm'], y: [4e-9, 'm'], z: [4e-8, 'm'] },
    position: [1, 2, 3],
    crossSectionOrientation: [0, 1, 0, 0],
    crossSectionScale: 2,
    projectionOrientation: [1, 0, 0, 0],
    layers: [{ name: 'em', source: 'precomputed://gs://b/em' }],
    projectionBackgroundColor: '#123456',
  });
  // Spec 3.8: about 82.84 p nm, and a canonical voxel is 4 nm.
  assert.ok(Math.abs((projectionScale as number) - (82.842712474619 * 100) / 4) < 1e-8);
});

test('the canonical voxel is the least displayed one, with its factor', () => {
  const zoomed = (more: object) => {
    const dimensions = { x: [4, 'nm'], y: [6, 'nm'], z: [40, 'nm'] };
    const { state } = readState({ navigation: { zoomFactor: 12 }, dimensions, ...more });
    return Number(state.crossSectionScale!.toPrecision(12));
  };
  assert.equal(zoomed({}), 3);
  assert.equal(zoomed({ displayDimensions: ['y', 'z'] }), 2);
  assert.equal(zoomed({ relativeDisplayScales: { x: 2 } }), 2);
});

test('without a voxel size zooms wait for one', () => {
  const json = { navigation: { zoomFactor: 8, pose: {}, theirs: 1 }, perspectiveZoom: 100 };
  const { state, warnings } = readState(json);
  assert.deepEqual(state, { others: { navigation: { theirs: 1, zoomFactor: 8 }, perspectiveZoom: 100 } });
  assert.deepEqual(
    warnings.map(({ path }) => path),
    ['navigation.zoomFactor', 'perspectiveZoom'],
  );
  const later = readState(writeState(state), { voxelSizeNm: [40, 4, 4] });
  assert.equal(later.state.crossSectionScale, 2);
  assert.deepEqual(later.state.others, { navigation: { theirs: 1 } });
});

test('keys of today win; nanometres of very old links become voxels', () => {
  const { state } = readState({
    position: [9, 9, 9],
    projectionOrientation: [0, 0, 1, 0],
    perspectiveOrientation: [1, 0, 0, 0],
    navigation: { pose: { position: { voxelSize: [1, 1, 1], voxelCoordinates: [1, 2, 3] } } },
  });
  assert.deepEqual(state.position, [9, 9, 9]);
  assert.deepEqual(state.projectionOrientation, [0, 0, 1, 0]);
  const old = {
    navigation: { pose: { position: { voxelSize: [4, 4, 40], spatialCoordinates: [8, 12, 80] } } },
  };
  assert.deepEqual(readState(old).state.position, [2, 3, 2]);
});

test('old keys of a wrong kind are passed over', () => {
  const { state, warnings } = readState({
    navigation: 7,
    perspectiveZoom: 'far',
    perspectiveOrientation: [1],
  });
  assert.deepEqual(state, {});
  assert.deepEqual(warnings.map(({ path }) => path).sort(), ['perspectiveZoom', 'projectionOrientation']);
});

test('unknown keys stay where they were, in the pose and its position too', () => {
  const json = {
    navigation: {
      pose: {
        position: { voxelSize: [4, 4, 40], voxelCoordinates: [1, 2, 3], theirs: { a: 1 } },
        orientation: [0, 0, 0, 1],
        camera: 'wide',
      },
      zoomFactor: 4,
      mode: 2,
    },
  };
  const { state, warnings } = readState(json);
  assert.deepEqual(warnings, []);
  const kept = { navigation: { pose: { position: { theirs: { a: 1 } }, camera: 'wide' }, mode: 2 } };
  assert.deepEqual(state.others, kept);
  const written = writeState(state);
  assert.deepEqual(written['navigation'], kept.navigation);
  assert.deepEqual(writeState(readState(written).state), written, 'and stay in every later round');
});

test('an old zoom beside one of today is dropped, with and without a voxel size', () => {
  for (const options of [{}, { voxelSizeNm: [4, 4, 4] as const }]) {
    const { state, warnings } = readState({ crossSectionScale: 3, navigation: { zoomFactor: 8 } }, options);
    assert.deepEqual([state.crossSectionScale, state.others, warnings], [3, undefined, []]);
  }
});

test('a voxel size that is none is told; the source’s own serves in its place', () => {
  const json = {
    navigation: { zoomFactor: 8, pose: { position: { voxelSize: [4, 0, 4], voxelCoordinates: [1, 2, 3] } } },
  };
  const { state, warnings } = readState(json, { voxelSizeNm: [2, 2, 2] });
  assert.deepEqual(
    warnings.map(({ path }) => path),
    ['navigation.pose.position.voxelSize'],
  );
  assert.deepEqual([state.position, state.crossSectionScale, state.dimensions], [[1, 2, 3], 4, undefined]);
  const nm = { navigation: { pose: { position: { spatialCoordinates: [8, 12, 80] } } } };
  assert.deepEqual(readState(nm, { voxelSizeNm: [4, 4, 40] }).state.position, [2, 3, 2]);
});

/** Of viewer.md 3.8: each old key alone, beside a voxel size of 8 nm. */
const MIGRATIONS: [old: JsonObject, key: string, value: unknown][] = [
  [{ navigation: { pose: { position: { voxelCoordinates: [1.5, 2, 3] } } } }, 'position', [1.5, 2, 3]],
  [
    { navigation: { pose: { position: { voxelSize: [8, 8, 8] } } } },
    'dimensions',
    { x: [8e-9, 'm'], y: [8e-9, 'm'], z: [8e-9, 'm'] },
  ],
  [{ navigation: { pose: { orientation: [0, 0, 1, 0] } } }, 'crossSectionOrientation', [0, 0, 1, 0]],
  [{ navigation: { zoomFactor: 20 } }, 'crossSectionScale', 2.5],
  [{ perspectiveOrientation: [0, 1, 0, 0] }, 'projectionOrientation', [0, 1, 0, 0]],
  [{ perspectiveZoom: 8 }, 'projectionScale', 2 * 100 * Math.tan(Math.PI / 8)],
  [{ perspectiveViewBackgroundColor: '#abcdef' }, 'projectionBackgroundColor', '#abcdef'],
  [
    { layers: { b: { type: 'image' }, a: 'src' } },
    'layers',
    [
      { type: 'image', name: 'b' },
      { name: 'a', source: 'src' },
    ],
  ],
];

for (const [old, key, value] of MIGRATIONS) {
  test(`viewer.md 3.8: ${JSON.stringify(old)} is ${key}`, () => {
    const written = writeState(readState(old, { voxelSizeNm: [8, 8, 8] }).state);
    assert.deepEqual(Object.keys(written), [key]);
    if (typeof value === 'number')
      assert.ok(Math.abs((written[key] as number) - value) < 1e-9, `${written[key]}`);
    else assert.deepEqual(written[key], value);
  });
}
