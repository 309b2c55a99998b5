/** What hands do to the elements, by real events. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { JsonObject } from '../../../datasets/links/index.ts';
import type { FloodlightSlice, FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, labels, mount, next, panelOf } from '../support/harness.ts';
import { WIDE_LABEL } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

const open = async (more = '') => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer style="display: block; width: 404px; height: 430px" position="5,4,1" zoom="0.125" ${more}>${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  return viewer;
};
const surfaceOf = (viewer: FloodlightViewer, area: string) =>
  (panelOf(viewer, area) as FloodlightSlice).renderRoot.querySelector('.surface') as HTMLElement;

function press(viewer: FloodlightViewer, area: string, code: string, held: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', {
    code,
    key: code,
    cancelable: true,
    bubbles: true,
    composed: true,
    ...held,
  });
  return !surfaceOf(viewer, area).dispatchEvent(event);
}
function middle(surface: HTMLElement, [dx, dy]: readonly [number, number] = [0, 0]) {
  const { left, top, width, height } = surface.getBoundingClientRect();
  return { clientX: left + width / 2 + dx, clientY: top + height / 2 + dy, cancelable: true, bubbles: true };
}
/** Mouse events have whole pixels, panels half ones: within a pixel, an eighth of a voxel. */
function near(actual: readonly number[] | undefined, expected: readonly number[]): void {
  for (const [i, v] of expected.entries())
    assert.ok(Math.abs((actual?.[i] as number) - v) < 1 / 8, `${actual} instead of ${expected}`);
}
const areas = (viewer: FloodlightViewer) =>
  [...viewer.renderRoot.querySelectorAll<HTMLElement>('[data-area]')].map((e) => e.dataset['area']);
const layersOf = (viewer: FloodlightViewer) => viewer.state['layers'] as JsonObject[];

test('keys toggle what is drawn, and the state says so', async () => {
  const viewer = await open();
  const slice = panelOf(viewer, 'xy') as FloodlightSlice;
  assert.equal(press(viewer, 'xy', 'KeyA'), true);
  await slice.updateComplete;
  assert.equal(slice.renderRoot.querySelector('.axis'), null);
  press(viewer, 'xy', 'KeyB');
  press(viewer, '3d', 'KeyV');
  press(viewer, '3d', 'KeyO');
  press(viewer, '3d', 'KeyS');
  const { showAxisLines, showScaleBar, showDefaultAnnotations, showSlices, layout } = viewer.state;
  assert.deepEqual([showAxisLines, showScaleBar, showDefaultAnnotations], [false, false, false]);
  assert.equal(showSlices, undefined, 'true is what absence means');
  assert.deepEqual(layout, { type: '4panel', orthographicProjection: true });
  assert.equal(press(viewer, 'xy', 'BracketLeft'), false, 'what means nothing is left to the page');
  assert.equal(press(viewer, 'xy', 'KeyA', { metaKey: true }), false);
});

test('space shows one panel and all of them again', async () => {
  const viewer = await open();
  press(viewer, 'xz', 'Space', { shiftKey: true });
  await viewer.updateComplete;
  assert.deepEqual(areas(viewer), ['xz', '3d']);
  press(viewer, '3d', 'Space');
  await viewer.updateComplete;
  assert.deepEqual(areas(viewer), ['3d']);
  press(viewer, '3d', 'Space');
  await viewer.updateComplete;
  assert.deepEqual(areas(viewer), ['xy', 'yz', 'xz', '3d']);
});

test('layers by number, colours and selection by key', async () => {
  const viewer = await open();
  viewer.select([WIDE_LABEL, 1n]);
  press(viewer, 'xy', 'Digit1');
  press(viewer, 'xy', 'Digit2', { altKey: true });
  press(viewer, 'xy', 'KeyL');
  press(viewer, 'xy', 'KeyX');
  const [image, cells] = layersOf(viewer);
  assert.equal(image?.['visible'], false);
  assert.equal(cells?.['pick'], false);
  assert.ok(Number.isInteger(cells?.['colorSeed']), `${cells?.['colorSeed']}`);
  assert.deepEqual(cells?.['segments'], [`!${WIDE_LABEL}`, '!1']);
  press(viewer, 'xy', 'Digit1');
  assert.equal(layersOf(viewer)[0]?.['visible'], undefined);
});

test('a double-click shows a segment and hides it; background and layers without clicks stay', async () => {
  const viewer = await open();
  const surface = surfaceOf(viewer, 'xy');
  const chosen: unknown[] = [];
  viewer.addEventListener('floodlight-selection-change', ({ detail }) => chosen.push(detail.segments));
  surface.dispatchEvent(new MouseEvent('dblclick', middle(surface, [4, 4])));
  // Two voxels of 8 pixels above y = 4 there is background.
  surface.dispatchEvent(new MouseEvent('dblclick', middle(surface, [4, -20])));
  surface.dispatchEvent(new MouseEvent('dblclick', { ...middle(surface, [-12, 4]), shiftKey: true }));
  surface.dispatchEvent(new MouseEvent('dblclick', middle(surface, [4, 4])));
  assert.deepEqual(chosen, [[`${WIDE_LABEL}`], [`${WIDE_LABEL}`, '!1'], ['!1']]);
  press(viewer, 'xy', 'Digit2', { altKey: true });
  surface.dispatchEvent(new MouseEvent('dblclick', middle(surface, [4, 4])));
  assert.equal(chosen.length, 3);
});

test('Shift and a drag turn the cross-sections together, z straightens them; a right click goes there', async () => {
  const viewer = await open();
  const surface = surfaceOf(viewer, 'xy');
  const at = middle(surface);
  const send = (name: string, dx: number) =>
    surface.dispatchEvent(
      new PointerEvent(name, { ...at, clientX: at.clientX + dx, shiftKey: true, pointerId: 1 }),
    );
  surface.setPointerCapture = () => undefined;
  send('pointerdown', 0);
  send('pointermove', 40);
  send('pointerup', 40);
  const turn = viewer.state['crossSectionOrientation'] as number[];
  // 40 pixels are 10 degrees about y.
  assert.ok(Math.abs((turn[1] as number) + Math.sin((5 * Math.PI) / 180)) < 1e-9, `${turn}`);
  press(viewer, 'yz', 'KeyZ');
  assert.equal(viewer.state['crossSectionOrientation'], undefined);
  assert.deepEqual(viewer.position, [5.5, 4.5, 1.5]);
  const menu = new MouseEvent('contextmenu', middle(surface, [16, -8]));
  surface.dispatchEvent(menu);
  assert.equal(menu.defaultPrevented, true);
  near(viewer.position, [7.5, 3.5, 1.5]);
});

test('small wheel steps add up to a plane; on a page that scrolls they need a click first', async () => {
  const viewer = await open();
  const surface = surfaceOf(viewer, 'xy');
  const wheel = (deltaY: number) => {
    const event = new WheelEvent('wheel', { ...middle(surface), deltaY });
    surface.dispatchEvent(event);
    return event.defaultPrevented;
  };
  for (let i = 0; i < 9; i++) wheel(-4);
  assert.deepEqual(viewer.position, [5, 4, 1]);
  wheel(-4);
  assert.deepEqual(viewer.position, [5, 4, 2]);
  wheel(120);
  assert.deepEqual(viewer.position, [5, 4, 1]);
  const tall = document.createElement('div');
  tall.style.height = '5000px';
  document.body.append(tall);
  assert.equal(wheel(120), false, 'the page scrolls');
  assert.deepEqual(viewer.position, [5, 4, 1]);
  surface.focus();
  assert.equal(wheel(120), true);
  assert.deepEqual(viewer.position, [5, 4, 0]);
});

test('where a page says so, the wheel zooms and Ctrl steps', async () => {
  const viewer = await open('wheel-zooms');
  const surface = surfaceOf(viewer, 'xy');
  surface.dispatchEvent(new WheelEvent('wheel', { ...middle(surface), deltaY: 200 * Math.LN2 }));
  assert.ok(Math.abs((viewer.zoom as number) - 0.25) < 1e-12, `${viewer.zoom}`);
  surface.dispatchEvent(new WheelEvent('wheel', { ...middle(surface), deltaY: -120, ctrlKey: true }));
  near(viewer.position, [5, 4, 2]);
});

/** Its texts are loaded when they are first asked for. */
async function helpOf(viewer: FloodlightViewer): Promise<HTMLElement> {
  for (;;) {
    const help = viewer.renderRoot.querySelector<HTMLElement>('[part="help"]');
    if (help) return help;
    await new Promise(requestAnimationFrame);
  }
}

test('h and ? open the help, made of the bindings; Escape closes it', async () => {
  const viewer = await open();
  press(viewer, 'xy', 'Slash', { key: '?', shiftKey: true });
  const help = await helpOf(viewer);
  const text = (help.textContent ?? '').replace(/\s+/g, ' ');
  for (const words of ['Shift + drag turn the cross-sections', 'Alt + 1 … 9', 'H or ? this help', 'Space'])
    assert.ok(text.includes(words), `${words}: ${text}`);
  help.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }));
  await viewer.updateComplete;
  assert.equal(viewer.renderRoot.querySelector('[part="help"]'), null);
});

test('a double-click on a mesh takes its segment away', async () => {
  const viewer = await open();
  viewer.select([WIDE_LABEL]);
  await next(viewer, 'floodlight-idle');
  const surface = surfaceOf(viewer, '3d');
  surface.dispatchEvent(new PointerEvent('pointermove', middle(surface, [12, 12])));
  const selection = next(viewer, 'floodlight-selection-change');
  surface.dispatchEvent(new MouseEvent('dblclick', middle(surface, [12, 12])));
  assert.deepEqual((await selection).detail.segments, []);
});
