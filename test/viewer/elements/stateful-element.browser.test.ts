import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { JsonObject } from '../../../datasets/links/index.ts';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, labels, mount, next, panelOf, picture, words } from '../support/harness.ts';
import { greyAt, WIDE_LABEL } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

const SIZE = 'style="display: block; width: 404px; height: 430px"';
const EM = { type: 'image', name: 'em', source: 'precomputed://https://tiny.example/image' };
const CELLS = { type: 'segmentation', name: 'cells', source: 'precomputed://https://tiny.example/labels' };
const DIMENSIONS = { x: [1e-8, 'm'], y: [1e-8, 'm'], z: [1e-8, 'm'] };

const open = (children = '') =>
  mount<FloodlightViewer>(`<floodlight-viewer ${SIZE}>${children}</floodlight-viewer>`);
const areas = (viewer: FloodlightViewer) =>
  [...viewer.renderRoot.querySelectorAll<HTMLElement>('[data-area]')].map((e) => e.dataset['area']);

test('a state set before anything is loaded is shown as it says', async () => {
  const viewer = await open();
  viewer.state = {
    dimensions: DIMENSIONS,
    position: [5, 4, 1],
    crossSectionScale: 0.125,
    layers: [EM],
    layout: 'xz-3d',
  };
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(viewer.position, [5, 4, 1]);
  assert.equal(viewer.zoom, 0.125);
  assert.deepEqual(areas(viewer), ['xz', '3d']);
  const { at } = await picture(viewer);
  const grey = greyAt([7, 4, 2]);
  assert.deepEqual(at(panelOf(viewer, 'xz'), [8 * 2 + 4, 8 + 4]), [grey, grey, grey]);
});

test('what is written opens again as the same place, with its unknown keys', async () => {
  const state = {
    title: 'ours',
    dimensions: DIMENSIONS,
    position: [5.5, 4.5, 1.5],
    crossSectionOrientation: [0, 0.6, 0, 0.8],
    crossSectionScale: 0.25,
    projectionOrientation: [0.5, 0.5, 0.5, 0.5],
    projectionScale: 32,
    layers: [
      { ...EM, lab: 'kept' },
      { ...CELLS, selectedAlpha: 0.3, segments: ['1', `!${WIDE_LABEL}`] },
    ],
    showSlices: false,
    layout: '4panel-alt',
    tools: { theirs: [1, 2] },
  };
  const viewer = await open(IMAGE);
  viewer.state = state;
  await next(viewer, 'floodlight-idle');
  const { projectionScale, ...rest } = viewer.state as JsonObject & { projectionScale: number };
  const { projectionScale: asked, ...expected } = state;
  assert.deepEqual(rest, expected);
  assert.ok(Math.abs(projectionScale - asked) < 1e-9, `${projectionScale}`);
  const other = await open();
  await other.openLink(viewer.link());
  await next(other, 'floodlight-idle');
  assert.deepEqual(other.state, viewer.state);
});

test('another state replaces view and layers; one of kind + only what it says', async () => {
  const viewer = await open(`${IMAGE}${labels()}`);
  await next(viewer, 'floodlight-idle');
  viewer.goTo([3, 3, 3], 2);
  await viewer.updateComplete;
  viewer.state = '#!+{"layout":"yz","showAxisLines":false}';
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(viewer.position, [3, 3, 3]);
  assert.deepEqual(areas(viewer), ['yz']);
  assert.equal((viewer.state['layers'] as unknown[]).length, 2);
  viewer.state = { layers: [EM] };
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(viewer.position, [6, 4, 1], 'the centre of the data again');
  assert.deepEqual(areas(viewer), ['xy', 'xz', '3d', 'yz']);
  assert.equal((viewer.state['layers'] as unknown[]).length, 1);
});

test('what is no state is said, and changes nothing', async () => {
  const viewer = await open(IMAGE);
  await next(viewer, 'floodlight-idle');
  const before = viewer.state;
  for (const wrong of ['#!{"a":', '#nothing', 'javascript:alert(1)', `#!${'['.repeat(100000)}`]) {
    await assert.rejects(viewer.openLink(wrong), { name: /Error$/ });
  }
  viewer.state = 7;
  await viewer.updateComplete;
  assert.deepEqual(viewer.state, before);
  assert.match(words(viewer, 'messages'), /expected a JSON object, got 7/);
});

test('a layer that is not supported yet is named and stays in the state; the rest is shown', async () => {
  const viewer = await open();
  const notes = {
    type: 'annotation',
    name: 'notes',
    source: 'precomputed://https://tiny.example/notes',
    lab: 1,
  };
  viewer.state = { layers: [EM, notes, { ...notes, name: 'off', visible: false }] };
  await next(viewer, 'floodlight-idle');
  await viewer.updateComplete;
  assert.match(words(viewer, 'messages'), /notes: .*type annotation, which is not supported yet/);
  assert.ok(!/off:/.test(words(viewer, 'messages')));
  const [, kept] = viewer.state['layers'] as JsonObject[];
  assert.deepEqual(kept, notes);
});

test('layers come and go, hidden ones are not even asked for', async () => {
  const viewer = await open(IMAGE);
  const { stores } = viewer;
  const asked: string[] = [];
  viewer.stores = (url) => {
    asked.push(url);
    return stores?.(url);
  };
  await next(viewer, 'floodlight-idle');
  const name = viewer.addLayer({ ...CELLS, name: 'em', visible: false });
  assert.equal(name, 'em1');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(asked, ['https://tiny.example/image']);
  viewer.removeLayer('em1');
  const load = next(viewer, 'floodlight-load');
  viewer.addLayer(CELLS);
  assert.deepEqual(
    (await load).detail.layers.map(({ name: each }) => each),
    ['em', 'cells'],
  );
  const selection = next(viewer, 'floodlight-selection-change');
  assert.equal(viewer.select([WIDE_LABEL]), true);
  assert.deepEqual((await selection).detail, { layer: 'cells', segments: [`${WIDE_LABEL}`] });
});
