import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import type { FloodlightScene, FloodlightSlice, FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { segmentColor } from '../../../viewer/state/index.ts';
import { IMAGE, labels, mount, next, panelOf, picture, words } from '../support/harness.ts';
import { greyAt, labelAt, WIDE_LABEL } from '../support/tiny-dataset.ts';

afterEach(() => document.body.replaceChildren());

/** 8 pixels a voxel, looking at the lower corner of voxel (5, 4, 1). */
const VIEW = 'position="5,4,1" zoom="0.125"';
const SIZE = 'style="display: block; width: 404px; height: 430px"';

/** The colour over the grey value: labels cover half of it, background nothing. */
function blended(voxel: Xyz): number[] {
  const grey = greyAt(voxel);
  const label = labelAt(voxel);
  return label === 0n ? [grey, grey, grey] : segmentColor(label).map((v) => (v * 255 + grey) / 2);
}

function assertColor(actual: readonly number[], expected: readonly number[], message: string): void {
  for (const [i, v] of expected.entries()) {
    assert.ok(Math.abs((actual[i] as number) - v) <= 1, `${message}: ${actual} instead of ${expected}`);
  }
}

/** A few voxels away from the centre, in voxels of the panel: across, down. */
const STEPS = [
  [0, 0],
  [-1, 0],
  [-3, -3],
  [3, 2],
  [4, 3],
] as const;

/** The voxel shown at steps from the centre. In yz, z grows to the left. */
const SHOWN: Record<'xy' | 'xz' | 'yz', (i: number, j: number) => Xyz> = {
  xy: (i, j) => xyz(5 + i, 4 + j, 1),
  xz: (i, j) => xyz(5 + i, 4, 1 + j),
  yz: (i, j) => xyz(5, 4 + j, -i),
};

async function assertPanels(viewer: FloodlightViewer, colorOf: (voxel: Xyz) => number[]): Promise<void> {
  const { at } = await picture(viewer);
  for (const kind of ['xy', 'xz', 'yz'] as const) {
    for (const [i, j] of STEPS) {
      const voxel = SHOWN[kind](i, j);
      if (voxel[2] < -3 || voxel[2] > 4) continue;
      // The middle of a voxel of 8 pixels.
      const pixel = at(panelOf(viewer, kind), [8 * i + 4, 8 * j + 4]);
      assertColor(pixel, colorOf(voxel), `${kind} ${voxel}`);
    }
  }
}

test('every cross-section shows the voxels it should, labels over the image', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} ${VIEW}>${IMAGE}${labels()}</floodlight-viewer>`,
  );
  const load = next(viewer, 'floodlight-load');
  const idle = next(viewer, 'floodlight-idle');
  const { layers } = (await load).detail;
  assert.deepEqual(
    layers.map(({ name, dataType }) => [name, dataType]),
    [
      ['em', 'uint8'],
      ['cells', 'uint64'],
    ],
  );
  await idle;
  await assertPanels(viewer, blended);
  const outside = (await picture(viewer)).at(panelOf(viewer, 'xy'), [0, 60]);
  assert.deepEqual(outside, [13, 13, 15], 'the background of the page');
});

test('an image alone is exact', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} ${VIEW}>${IMAGE}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const { at } = await picture(viewer);
  for (const [i, j] of STEPS) {
    const grey = greyAt(SHOWN.xy(i, j));
    assert.deepEqual(at(panelOf(viewer, 'xy'), [8 * i + 4, 8 * j + 4]), [grey, grey, grey]);
  }
});

test('without wishes the centre of the data is shown, all of it', async () => {
  const viewer = await mount<FloodlightViewer>(`<floodlight-viewer ${SIZE}>${IMAGE}</floodlight-viewer>`);
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(viewer.position, [6, 4, 1]);
  const panel = panelOf(viewer, 'xy').getBoundingClientRect();
  const smallest = Math.min(panel.width, panel.height);
  assert.ok(Math.abs((viewer.zoom as number) - (8 * 1.04) / smallest) < 1e-9, `${viewer.zoom}`);
  assert.match(words(viewer, 'status'), /x6 ?y4 ?z1 ?em100 ?voxel10 × 10 × 10 nm/);
});

test('a mesh has the hue of its segment', async () => {
  const scene = await mount<FloodlightScene>(
    `<floodlight-scene ${SIZE}>${labels(String(WIDE_LABEL))}</floodlight-scene>`,
  );
  await next(scene, 'floodlight-idle');
  const { at } = await picture(scene);
  // Beside the axis lines, which are inside the cube anyway. Light scales all three channels alike.
  const [red, green, blue] = at(scene, [12, 12]) as [number, number, number];
  const [r, g, b] = segmentColor(WIDE_LABEL);
  assert.ok(blue > 100, `lit: ${red} ${green} ${blue}`);
  assert.ok(
    Math.abs(red / blue - r / b) < 0.02 && Math.abs(green / blue - g / b) < 0.02,
    `${red} ${green} ${blue}`,
  );
  const [, , corner] = at(scene, [195, 190]);
  assert.ok((corner as number) < 40, 'the background beside it');
});

test('a layer that is missing says so, and the others are shown', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} ${VIEW}>
      ${IMAGE}
      <floodlight-layer type="segmentation" name="lost" source="precomputed://https://tiny.example/lost"></floodlight-layer>
      ${labels('x')}
    </floodlight-viewer>`,
  );
  const { createMemoryStore } = await import('../../../datasets/stores/index.ts');
  const { stores } = viewer;
  viewer.stores = (url) => stores?.(url) ?? createMemoryStore('lost');
  const errors: string[] = [];
  viewer.addEventListener('floodlight-error', ({ detail }) => errors.push(detail.subject));
  await next(viewer, 'floodlight-idle');
  await viewer.updateComplete;
  assert.deepEqual(errors.sort(), ['lost/info', 'segments']);
  const alert = viewer.renderRoot.querySelector('[role="alert"]');
  assert.match(alert?.textContent ?? '', /lost: not found/);
  assert.match(words(viewer, 'messages'), /lost\/info: expected a precomputed volume, got no such object/);
  assert.match(words(viewer, 'messages'), /Check the address/);
  await assertPanels(viewer, (voxel) => Array<number>(3).fill(greyAt(voxel)));
});

test('twenty times out of the page and back leave no live context, and the view stays', async () => {
  const contexts: { isContextLost(): boolean }[] = [];
  const original = HTMLCanvasElement.prototype.getContext;
  const spy = function (this: HTMLCanvasElement, kind: string, options?: unknown) {
    const context = Reflect.apply(original, this, [kind, options]);
    if (kind === 'webgl2') contexts.push(context);
    return context;
  };
  HTMLCanvasElement.prototype.getContext = spy as typeof original;
  try {
    const viewer = await mount<FloodlightViewer>(
      `<floodlight-viewer ${SIZE} ${VIEW}>${IMAGE}${labels()}</floodlight-viewer>`,
    );
    const parent = viewer.parentElement as HTMLElement;
    for (let i = 0; i < 20; i++) {
      await next(viewer, 'floodlight-idle');
      viewer.remove();
      await Promise.resolve();
      assert.equal(contexts.filter((context) => !context.isContextLost()).length, 0);
      parent.append(viewer);
    }
    await next(viewer, 'floodlight-idle');
    assert.equal(contexts.length, 21);
    assert.equal(contexts.filter((context) => !context.isContextLost()).length, 1);
    await assertPanels(viewer, blended);
  } finally {
    HTMLCanvasElement.prototype.getContext = original;
  }
});

test('a context that is lost and restored shows the same picture', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} ${VIEW}>${IMAGE}${labels(String(WIDE_LABEL))}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const before = (await picture(viewer)).data;
  const canvas = viewer.renderRoot.querySelector('canvas') as HTMLCanvasElement;
  const loss = canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context');
  const lost = new Promise((resolve) => canvas.addEventListener('webglcontextlost', resolve, { once: true }));
  loss?.loseContext();
  await lost;
  await new Promise((resolve) => setTimeout(resolve, 50));
  const idle = next(viewer, 'floodlight-idle');
  loss?.restoreContext();
  await idle;
  const after = (await picture(viewer)).data;
  assert.equal(after.length, before.length);
  assert.ok(
    after.every((v, i) => v === before[i]),
    'pixels differ',
  );
});

test('drag, wheel and keys move a slice; a program that sets the position does not call it a move', async () => {
  const slice = await mount<FloodlightSlice>(
    `<floodlight-slice ${SIZE} ${VIEW} orientation="xz">${IMAGE}</floodlight-slice>`,
  );
  await next(slice, 'floodlight-idle');
  let moves = 0;
  slice.addEventListener('floodlight-position-change', () => moves++);
  slice.position = [5, 4, 2];
  await next(slice, 'floodlight-idle');
  assert.equal(moves, 0);
  const surface = slice.renderRoot.querySelector('[part="surface"]') as HTMLElement;
  surface.dispatchEvent(new WheelEvent('wheel', { deltaY: -120, cancelable: true }));
  // Away from the reader is into the screen: towards smaller y in xz.
  assert.deepEqual(slice.position, [5, 3, 2]);
  surface.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', cancelable: true }));
  assert.deepEqual(slice.position, [6, 3, 2]);
  const { left, top, width, height } = surface.getBoundingClientRect();
  const ctrl = { ctrlKey: true, cancelable: true, clientX: left + width / 2, clientY: top + height / 2 };
  surface.dispatchEvent(new WheelEvent('wheel', { ...ctrl, deltaY: 200 * Math.LN2 }));
  assert.ok(Math.abs((slice.zoom as number) - 0.25) < 1e-12);
  assert.equal(moves, 3);
});

test('what is drawn and loaded is left alone, whatever the pointer does', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} ${VIEW}>${IMAGE}${labels(String(WIDE_LABEL))}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  let again = 0;
  viewer.addEventListener('floodlight-idle', () => again++);
  const slice = panelOf(viewer, 'xy') as FloodlightSlice;
  const surface = slice.renderRoot.querySelector('[part="surface"]') as HTMLElement;
  const { left, top, width, height } = surface.getBoundingClientRect();
  const at = { clientX: left + width / 2 + 12, clientY: top + height / 2 - 20 };
  surface.dispatchEvent(new PointerEvent('pointermove', at));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(again, 0);
  const voxel = xyz(6, 1, 1);
  const said = new RegExp(`x6 ?y1 ?z1 ?em${greyAt(voxel)} ?cells0 `);
  assert.match(words(viewer, 'status'), said);
});

test('another size shows the same scale in the middle', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} ${VIEW}>${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const idle = next(viewer, 'floodlight-idle');
  viewer.style.width = '300px';
  await idle;
  await assertPanels(viewer, blended);
});

test('layouts show the panels they name', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${SIZE} layout="xy-3d">${IMAGE}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const shown = () =>
    [...viewer.renderRoot.querySelectorAll<HTMLElement>('[data-area]')].map((e) => e.dataset['area']);
  assert.deepEqual(shown(), ['xy', '3d']);
  viewer.layout = 'xy';
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(shown(), ['xy']);
  viewer.layout = '4panel';
  await viewer.updateComplete;
  assert.deepEqual(shown(), ['xy', 'xz', '3d', 'yz']);
});
