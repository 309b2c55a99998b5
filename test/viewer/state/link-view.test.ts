import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, readState, writeState } from '../../../datasets/links/index.ts';
import {
  DEFAULT_TURN,
  layoutOf,
  type Space,
  type View,
  wishOf,
  withView,
} from '../../../viewer/state/index.ts';

const space: Space = { voxelSizeNm: [4, 4, 40], boundsNm: { begin: [0, 0, 0], end: [400, 400, 400] } };
const TURN = [0, 0.6, 0, 0.8] as const;

test('a state says where the reader is', () => {
  const { state } = readState({
    dimensions: { x: [4e-9, 'm'], y: [4e-9, 'm'], z: [40e-9, 'm'] },
    position: [10.5, 20.5, 3.5],
    crossSectionScale: 2,
    crossSectionOrientation: [...TURN],
    projectionOrientation: [0, 0, 1, 0],
    projectionScale: 512,
    showSlices: false,
    crossSectionBackgroundColor: '#ff0000',
    projectionBackgroundColor: 'a colour that no one knows',
    layout: { type: 'xz-3d', orthographicProjection: true },
  });
  assert.deepEqual(wishOf(state), {
    position: [10.5, 20.5, 3.5],
    zoom: 2,
    voxelSizeNm: [4, 4, 40],
    sliceRotation: [...TURN],
    rotation: [0, 0, 1, 0],
    projectionScale: 512,
    projection: 'orthographic',
    slicesInScene: false,
    axisLines: true,
    scaleBar: true,
    bounds: true,
    sliceBackground: [1, 0, 0],
    sceneBackground: undefined,
  });
  assert.equal(layoutOf(state.layout), 'xz-3d');
});

test("an empty state has Neuroglancer's defaults, and leaves the rest to the data", () => {
  const { position, zoom, voxelSizeNm, ...turns } = wishOf({});
  assert.deepEqual([position, zoom, voxelSizeNm], [undefined, undefined, undefined]);
  assert.deepEqual(turns, {
    sliceRotation: [0, 0, 0, 1],
    rotation: [0, 0, 0, 1],
    projectionScale: undefined,
    projection: 'perspective',
    slicesInScene: true,
    axisLines: true,
    scaleBar: true,
    bounds: true,
    sliceBackground: undefined,
    sceneBackground: undefined,
  });
  assert.equal(layoutOf(undefined), '4panel');
});

test('axes in other units and another order are told apart by name', () => {
  const { state } = readState({
    dimensions: { t: [1, 's'], z: [0.04, 'um'], x: [4, 'nm'], y: [4e-9, 'm'] },
    displayDimensions: ['x', 'y', 'z'],
    position: [7, 30, 10, 20],
  });
  const { position, voxelSizeNm } = wishOf(state);
  assert.deepEqual(position, [10, 20, 30]);
  assert.deepEqual(voxelSizeNm, [4, 4, 40]);
  const view: View = { ...DEFAULT_TURN, position: [11, 21, 31], zoom: 1, sceneNmPerPixel: 1 };
  const { position: written } = withView(state, '4panel', { view, space, sceneHeight: 100 });
  assert.deepEqual(written, [7, 31, 11, 21], 'the time of the state stays');
});

test('nested layouts show their first viewer, and are written back as they were', () => {
  const json: Json = {
    type: 'row',
    children: [
      { type: 'viewer', layers: ['a'], layout: 'xy-3d' },
      { type: 'viewer', layout: '3d' },
    ],
  };
  const { state } = readState({ layout: json });
  assert.equal(layoutOf(state.layout), 'xy-3d');
  const view: View = { ...DEFAULT_TURN, position: [1, 2, 3], zoom: 1, sceneNmPerPixel: 1 };
  const shown = { view, space, sceneHeight: 100 };
  assert.deepEqual(writeState(withView(state, 'xy-3d', shown))['layout'], json);
  assert.equal(writeState(withView(state, 'yz', shown))['layout'], 'yz');
});

test('what is written is read back as the same view; unknown keys stay', () => {
  const { state } = readState({ lab: { theme: 'ours' }, layers: [] });
  const view: View = {
    position: [1.5, 2.5, 3.5],
    zoom: 0.5,
    sliceRotation: TURN,
    rotation: [0, 0, 1, 0],
    sceneNmPerPixel: 8,
    projection: 'orthographic',
    slicesInScene: false,
    axisLines: false,
    scaleBar: true,
    bounds: false,
  };
  const json = writeState(withView(state, '4panel-alt', { view, space, sceneHeight: 300 }));
  assert.deepEqual(json['lab'], { theme: 'ours' });
  // 8 nm a pixel over 300 pixels, in voxels of 4 nm.
  assert.equal(json['projectionScale'], 600);
  assert.deepEqual(json['dimensions'], { x: [4e-9, 'm'], y: [4e-9, 'm'], z: [4e-8, 'm'] });
  const back = wishOf(readState(json).state);
  assert.deepEqual(back.position, view.position);
  assert.equal(back.zoom, 0.5);
  assert.deepEqual(back.voxelSizeNm, [4, 4, 40]);
  assert.deepEqual(back.sliceRotation, TURN);
  assert.deepEqual([back.projection, back.slicesInScene], ['orthographic', false]);
  assert.deepEqual([back.axisLines, back.scaleBar, back.bounds], [false, true, false]);
});
