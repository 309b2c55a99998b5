import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { JsonObject } from '../../../datasets/links/index.ts';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, labels, mount, next, panelOf } from '../support/harness.ts';

afterEach(() => document.body.replaceChildren());

const SIZE = 'style="display: block; width: 404px; height: 430px"';

async function open(children = `${IMAGE}${labels('1')}`): Promise<FloodlightViewer> {
  const viewer = await mount<FloodlightViewer>(`<floodlight-viewer ${SIZE}>${children}</floodlight-viewer>`);
  await next(viewer, 'floodlight-idle');
  return viewer;
}

const surfaceOf = (viewer: FloodlightViewer, area = 'xy') =>
  panelOf(viewer, area).shadowRoot?.querySelector('.surface') as HTMLElement;

function pointer(target: HTMLElement, name: string, [x, y]: readonly [number, number]): void {
  const { left, top } = target.getBoundingClientRect();
  const at = { clientX: left + x, clientY: top + y, pointerId: 1, button: 0 };
  target.dispatchEvent(new PointerEvent(name, { ...at, bubbles: true, composed: true, cancelable: true }));
}

function drag(viewer: FloodlightViewer, to: readonly (readonly [number, number])[]): void {
  const surface = surfaceOf(viewer);
  // A pointer that no device has cannot be captured.
  surface.setPointerCapture = () => undefined;
  pointer(surface, 'pointerdown', [50, 50]);
  for (const at of to) pointer(surface, 'pointermove', at);
  pointer(surface, 'pointerup', to.at(-1) ?? [50, 50]);
}

function press(target: HTMLElement, key: string, held: KeyboardEventInit = {}): boolean {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key;
  const init = { key, code, bubbles: true, composed: true, cancelable: true, ...held };
  return !target.dispatchEvent(new KeyboardEvent('keydown', init));
}

const position = (viewer: FloodlightViewer) => viewer.state['position'] as number[];
const layersIn = (viewer: FloodlightViewer) =>
  (viewer.state['layers'] as JsonObject[]).map(({ name }) => name as string);

test('one drag is one step, whatever its length; the next is another', async () => {
  const viewer = await open();
  assert.equal(viewer.canUndo, false);
  const start = position(viewer);
  drag(viewer, [
    [55, 50],
    [60, 55],
    [70, 60],
  ]);
  const first = position(viewer);
  drag(viewer, [
    [50, 60],
    [50, 90],
  ]);
  const second = position(viewer);
  assert.ok(`${first}` !== `${start}` && `${first}` !== `${second}`);
  assert.equal(viewer.undo(), true);
  assert.deepEqual(position(viewer), first);
  viewer.undo();
  assert.deepEqual(position(viewer), start);
  assert.equal(viewer.undo(), false);
  viewer.redo();
  viewer.redo();
  assert.deepEqual(position(viewer), second);
  assert.equal(viewer.redo(), false);
});

test('Ctrl+Z and Ctrl+Shift+Z work where the focus is in the viewer, and not elsewhere', async () => {
  const viewer = await open();
  const start = position(viewer);
  press(surfaceOf(viewer), 'ArrowRight');
  press(surfaceOf(viewer), 'a');
  const moved = position(viewer);
  assert.equal(press(document.body, 'z', { ctrlKey: true }), false, 'the page keeps its key');
  assert.deepEqual(position(viewer), moved);
  const chip = viewer.renderRoot.querySelector('floodlight-layers')?.shadowRoot?.querySelector('button');
  assert.ok(press(chip as HTMLElement, 'z', { ctrlKey: true }), 'taken');
  assert.equal(viewer.state['showAxisLines'], undefined, 'shown');
  assert.ok(press(surfaceOf(viewer), 'z', { ctrlKey: true }));
  assert.deepEqual(position(viewer), start);
  press(surfaceOf(viewer), 'Z', { ctrlKey: true, shiftKey: true });
  press(surfaceOf(viewer), 'y', { ctrlKey: true });
  assert.deepEqual(position(viewer), moved);
  assert.equal(viewer.state['showAxisLines'], false);
  const field = viewer.renderRoot.querySelector('floodlight-position')?.shadowRoot?.querySelector('input');
  assert.equal(press(field as HTMLElement, 'z', { ctrlKey: true }), false, 'a text field has its own');
  assert.equal(viewer.state['showAxisLines'], false);
});

test('layers, segments, layouts and states come back; the page’s history stays as it is', async () => {
  const viewer = await open();
  const { length } = history;
  const href = location.href;
  const before = viewer.state;
  viewer.select(['3', '17']);
  viewer.layout = 'xy-3d';
  await viewer.updateComplete;
  viewer.removeLayer('cells');
  assert.deepEqual(layersIn(viewer), ['em']);
  const selections: string[] = [];
  viewer.addEventListener('floodlight-selection-change', ({ detail }) =>
    selections.push(`${detail.segments}`),
  );
  viewer.undo();
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(layersIn(viewer), ['em', 'cells']);
  assert.deepEqual((viewer.state['layers'] as JsonObject[])[1]?.['segments'], ['3', '17']);
  viewer.undo();
  assert.equal(viewer.layout, '4panel');
  viewer.undo();
  await viewer.updateComplete;
  assert.deepEqual(viewer.state, before);
  assert.deepEqual(selections, ['3,17', '1']);
  assert.equal(history.length, length);
  assert.equal(location.href, href);
});

/** Where nobody chose it, the scale of the scene follows the size of its panel, which the box of an error changes. */
const chosen = (state: object): string => JSON.stringify({ ...state, projectionScale: 0 });

test('another state is one step: layers and place of before are shown again', async () => {
  const viewer = await open();
  viewer.goTo([3, 3, 1], 0.5);
  await viewer.updateComplete;
  const before = viewer.state;
  viewer.state = {
    layers: [{ type: 'image', name: 'wrong', source: 'precomputed://https://tiny.example/none' }],
  };
  await viewer.updateComplete;
  assert.deepEqual(layersIn(viewer), ['wrong']);
  viewer.undo();
  await next(viewer, 'floodlight-idle');
  assert.equal(chosen(viewer.state), chosen(before));
  assert.deepEqual(viewer.position, [3, 3, 1]);
  viewer.redo();
  assert.deepEqual(layersIn(viewer), ['wrong']);
});

test('opening data and resizing are no steps; what can be undone is told', async () => {
  const viewer = await open();
  const told: string[] = [];
  viewer.addEventListener('floodlight-history-change', ({ detail }) =>
    told.push(`${detail.canUndo} ${detail.canRedo}`),
  );
  viewer.style.width = '300px';
  await next(viewer, 'floodlight-idle');
  assert.equal(viewer.canUndo, false);
  press(surfaceOf(viewer), 'b');
  press(surfaceOf(viewer), 'b');
  viewer.undo();
  viewer.undo();
  viewer.clearHistory();
  assert.deepEqual(told, ['true false', 'true true', 'false true', 'false false']);
});
