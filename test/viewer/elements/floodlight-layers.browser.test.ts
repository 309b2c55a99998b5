import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { JsonObject } from '../../../datasets/links/index.ts';
import type { MemoryStore } from '../../../datasets/stores/index.ts';
import type { FloodlightLayers, FloodlightSegments, FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, labels, mount, next } from '../support/harness.ts';
import { createTinyStores, WIDE_LABEL } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

async function open(segments = '', more = '') {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${more} style="display: block; width: 404px; height: 430px" layout="xy">${IMAGE}${labels(segments)}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  await viewer.updateComplete;
  const bar = viewer.renderRoot.querySelector('floodlight-layers') as FloodlightLayers;
  return { viewer, bar };
}
const chips = (bar: FloodlightLayers) => [...bar.renderRoot.querySelectorAll<HTMLElement>('.chip')];
const layerOf = (viewer: FloodlightViewer, index: number) =>
  (viewer.state['layers'] as JsonObject[])[index] as JsonObject;
const properties = (bar: FloodlightLayers) => bar.renderRoot.querySelector<HTMLElement>('.properties');
const text = (element: Element | null | undefined) =>
  (element?.textContent ?? '').replace(/\s+/g, ' ').trim();

function slide(bar: FloodlightLayers, words: string, value: number): void {
  const labelled = [...bar.renderRoot.querySelectorAll('label')].find((label) =>
    text(label).startsWith(words),
  );
  const input = labelled?.querySelector('input') as HTMLInputElement;
  input.value = String(value);
  input.dispatchEvent(new InputEvent('input'));
}

function tick(bar: FloodlightLayers, words: string): void {
  const labelled = [...bar.renderRoot.querySelectorAll('label')].find((label) => text(label) === words);
  labelled?.querySelector('input')?.click();
}

test('a click on a name turns the layer off and on', async () => {
  const { viewer, bar } = await open();
  assert.deepEqual(chips(bar).map(text), ['em', 'cells']);
  chips(bar)[1]?.click();
  await bar.updateComplete;
  assert.equal(layerOf(viewer, 1)['visible'], false);
  assert.equal(chips(bar)[1]?.getAttribute('aria-pressed'), 'false');
  chips(bar)[1]?.click();
  assert.equal(layerOf(viewer, 1)['visible'], undefined);
});

test('a right click opens the properties of a segmentation; its sliders are the keys of the state', async () => {
  const { viewer, bar } = await open();
  const menu = new MouseEvent('contextmenu', { cancelable: true });
  chips(bar)[1]?.dispatchEvent(menu);
  assert.equal(menu.defaultPrevented, true);
  await bar.updateComplete;
  slide(bar, 'Selected', 0.8);
  slide(bar, 'Not selected', 0.2);
  slide(bar, 'In 3-D', 0.5);
  slide(bar, 'Saturation', 0.25);
  const { selectedAlpha, notSelectedAlpha, objectAlpha, saturation } = layerOf(viewer, 1);
  assert.deepEqual([selectedAlpha, notSelectedAlpha, objectAlpha, saturation], [0.8, 0.2, 0.5, 0.25]);
  bar.renderRoot
    .querySelector('.properties')
    ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
  await bar.updateComplete;
  assert.equal(properties(bar), null);
});

test('the pointer over a name shows its properties until it leaves; contrast is the window of the state', async () => {
  const { viewer, bar } = await open();
  chips(bar)[0]?.dispatchEvent(new PointerEvent('pointerenter'));
  await bar.updateComplete;
  assert.match(text(properties(bar)), /The lowest layer is always opaque/);
  slide(bar, 'White at', 100);
  await bar.updateComplete;
  slide(bar, 'Black at', 20);
  assert.deepEqual(layerOf(viewer, 0)['shaderControls'], { normalized: { range: [20, 100] } });
  bar.renderRoot.firstElementChild?.dispatchEvent(new PointerEvent('pointerleave'));
  await bar.updateComplete;
  assert.equal(properties(bar), null);
});

test('the focus on a name shows its properties until it leaves the bar', async () => {
  const { viewer, bar } = await open();
  chips(bar)[0]?.focus();
  chips(bar)[0]?.dispatchEvent(new FocusEvent('focus'));
  await bar.updateComplete;
  const close = properties(bar)?.querySelector('button') as HTMLElement;
  const leave = (to: Element) =>
    chips(bar)[0]?.dispatchEvent(new FocusEvent('focusout', { bubbles: true, relatedTarget: to }));
  leave(close);
  await bar.updateComplete;
  assert.ok(properties(bar), 'the focus went on to the properties');
  leave(viewer);
  await bar.updateComplete;
  assert.equal(properties(bar), null);
});

test('colours, smoothing and inversion are chosen in the properties, and kept in the state as a shader', async () => {
  const { viewer, bar } = await open();
  chips(bar)[0]?.dispatchEvent(new MouseEvent('dblclick'));
  await bar.updateComplete;
  const select = bar.renderRoot.querySelector('select') as HTMLSelectElement;
  select.value = 'magma';
  select.dispatchEvent(new Event('change'));
  await bar.updateComplete;
  tick(bar, 'Smooth');
  await bar.updateComplete;
  tick(bar, 'Invert');
  const { shader, shaderControls } = layerOf(viewer, 0);
  assert.match(String(shader), /^\/\/ Floodlight: magma smooth\n/);
  assert.deepEqual(shaderControls, { normalized: { range: [255, 0] } });
  viewer.model.setLayer('em', { shader: 'void main() {}' });
  await bar.updateComplete;
  assert.match(text(properties(bar)), /shader of its own/);
});

/** Adds segment properties to the labels, by hand, and opens them anew. */
async function nameSegments(viewer: FloodlightViewer): Promise<void> {
  const stores = await createTinyStores();
  const labels = stores.get('https://tiny.example/labels') as MemoryStore;
  const info = JSON.parse(new TextDecoder().decode(await labels.get('info'))) as object;
  const put = (key: string, json: object) => labels.put(key, new TextEncoder().encode(JSON.stringify(json)));
  await put('info', { ...info, segment_properties: 'names' });
  const properties = [{ id: 'name', type: 'label', values: ['Mi1 left', 'Tm3'] }];
  const inline = { ids: ['1', `${WIDE_LABEL}`], properties };
  await put('names/info', { '@type': 'neuroglancer_segment_properties', inline });
  viewer.stores = (url) => stores.get(url);
  await next(viewer, 'floodlight-load');
}

test('segments are listed with 64-bit ids, hidden, taken off, added; rubbish is said', async () => {
  const { viewer, bar } = await open(`1, ${WIDE_LABEL}`);
  await nameSegments(viewer);
  chips(bar)[1]?.dispatchEvent(new MouseEvent('dblclick'));
  await bar.updateComplete;
  const list = bar.renderRoot.querySelector('floodlight-segments') as FloodlightSegments;
  await list.updateComplete;
  // However long reading takes: the runner's own limit is the only one.
  while (!text(list.renderRoot.querySelector('li')).includes('Mi1'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  const rows = () => [...list.renderRoot.querySelectorAll('li')];
  assert.deepEqual(
    rows().map((row) => text(row.querySelector('.go'))),
    ['1 Mi1 left', `${WIDE_LABEL} Tm3`],
  );
  rows()[0]?.querySelector('input')?.click();
  assert.deepEqual(layerOf(viewer, 1)['segments'], ['!1', `${WIDE_LABEL}`]);
  await list.updateComplete;
  rows()[1]?.querySelector<HTMLElement>('button:not(.go)')?.click();
  const field = list.renderRoot.querySelector('input[name="ids"]') as HTMLInputElement;
  const form = list.renderRoot.querySelector('form') as HTMLFormElement;
  field.value = '18446744073709551615, 1';
  form.requestSubmit();
  assert.deepEqual(layerOf(viewer, 1)['segments'], ['18446744073709551615', '1']);
  field.value = 'tM';
  form.requestSubmit();
  assert.deepEqual(layerOf(viewer, 1)['segments'], ['18446744073709551615', '1', `${WIDE_LABEL}`], 'by name');
  field.value = '<script>';
  form.requestSubmit();
  await list.updateComplete;
  assert.match(text(list.renderRoot.querySelector('[role="alert"]')), /expected decimal ids.*got "<script>"/);
});

test('what is not supported yet says so in the bar', async () => {
  const { viewer, bar } = await open();
  viewer.addLayer({
    type: 'annotation',
    name: 'notes',
    source: 'precomputed://https://tiny.example/notes',
    visible: false,
  });
  await bar.updateComplete;
  assert.deepEqual(chips(bar).map(text), ['em', 'cells', 'notes not supported yet']);
});

test('bare viewers have no bar; parts beside a viewer find it by its id and let go of it', async () => {
  const { viewer } = await open('', 'bare id="one"');
  assert.equal(viewer.renderRoot.querySelector('floodlight-layers'), null);
  const bar = document.createElement('floodlight-layers');
  bar.setAttribute('for', 'one');
  document.body.append(bar);
  await bar.updateComplete;
  assert.deepEqual(chips(bar).map(text), ['em', 'cells']);
  bar.remove();
  viewer.addLayer({ type: 'image', name: 'later', source: 'precomputed://https://tiny.example/image' });
  await bar.updateComplete;
  assert.equal(chips(bar).length, 2, 'it does not listen any more');
});
