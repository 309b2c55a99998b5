import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readState, type ViewerState } from '../../../datasets/links/index.ts';
import {
  continuousChange,
  HISTORY_LIMITS,
  isSameMoment,
  type Moment,
  type View,
} from '../../../viewer/state/index.ts';

const VIEW: View = {
  position: [1, 2, 3],
  zoom: 1,
  sliceRotation: [0, 0, 0, 1],
  rotation: [0, 0, 0, 1],
  sceneNmPerPixel: 1,
  projection: 'perspective',
  slicesInScene: false,
  axisLines: true,
  scaleBar: true,
  bounds: true,
};
const layer = (name: string, more = {}) => ({
  type: 'segmentation',
  name,
  source: 'precomputed://h',
  ...more,
});
const { state } = readState({ layers: [layer('a', { segments: ['1'] }), layer('b')] });
const START: Moment = { state, layout: '4panel', view: VIEW, fits: undefined };
const patched = (index: number, patch: object): ViewerState => ({
  ...state,
  layers: (state.layers ?? []).map((each, i) => (i === index ? { ...each, ...patch } : each)),
});

test('places, zooms and sliders go on; switches and choices do not', () => {
  const view = (patch: Partial<View>) => ({ ...START, view: { ...VIEW, ...patch } });
  const change = (next: Moment) => continuousChange(START, next);
  assert.equal(change(view({ position: [1, 2, 4] })), 'view');
  assert.equal(change(view({ zoom: 2, position: [0, 0, 0] })), 'view');
  assert.equal(change(view({ axisLines: false })), undefined);
  assert.equal(change(view({ projection: 'orthographic' })), undefined);
  assert.equal(change({ ...START, state: patched(1, { selectedAlpha: 0.3 }) }), 'layer 1 selectedAlpha');
  assert.equal(change({ ...START, state: patched(0, { segments: [] }) }), undefined);
  assert.equal(change({ ...START, state: patched(0, { visible: false }) }), undefined);
  assert.equal(change({ ...START, state: { ...state, layers: [] } }), undefined);
  assert.equal(change({ ...START, layout: 'xy' }), undefined);
});

test('the same parts are the same moment', () => {
  assert.ok(isSameMoment(START, { ...START, fits: { zoom: true, scene: true } }));
  assert.ok(!isSameMoment(START, { ...START, view: { ...VIEW } }));
});

test('lists of segments weigh where the next moment does not share them', () => {
  const other = patched(0, { segments: ['1', '2', '3'] });
  assert.equal(HISTORY_LIMITS.weigh({ ...START, state: other }, START), 3);
  assert.equal(HISTORY_LIMITS.weigh({ ...START, layout: 'xy' }, START), 0);
});
