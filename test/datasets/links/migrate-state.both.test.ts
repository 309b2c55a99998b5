import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readState, writeState } from '../../../datasets/links/index.ts';

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
