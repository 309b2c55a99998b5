import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightScaleBar, FloodlightSlice, FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, mount, next, panelOf } from '../support/harness.ts';

afterEach(() => document.body.replaceChildren());

/** What the bar says, and its length in CSS pixels. */
async function read(bar: FloodlightScaleBar) {
  // Its own width is measured once the page was laid out.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  await bar.updateComplete;
  // Without its outline, which Firefox counts as part of the rectangle on the page.
  const width = bar.renderRoot.querySelector('rect')?.getBBox().width;
  return [bar.renderRoot.textContent?.trim(), width];
}

async function alone(attributes: string): Promise<FloodlightScaleBar> {
  const box = document.createElement('div');
  box.innerHTML = `<floodlight-scale-bar ${attributes}></floodlight-scale-bar>`;
  document.body.append(box);
  return box.firstElementChild as FloodlightScaleBar;
}

test('alone: the longest round length that its width allows, and another for another width', async () => {
  const bar = await alone('nm-per-pixel="8" style="inline-size: 100px"');
  assert.deepEqual(await read(bar), ['500 nm', 62.5]);
  bar.style.inlineSize = '400px';
  assert.deepEqual(await read(bar), ['2 µm', 250]);
  bar.nmPerPixel = 40_000;
  assert.deepEqual(await read(bar), ['10 mm', 250]);
});

test('what is no scale, and no viewer, shows nothing', async () => {
  for (const attributes of ['', 'nm-per-pixel="0"', 'nm-per-pixel="-3"', 'nm-per-pixel="x"', 'for="nobody"'])
    assert.deepEqual(await read(await alone(attributes)), ['', undefined], attributes);
});

const VIEW = 'position="5,4,1" zoom="0.125" style="display: block; width: 404px; height: 430px"';

test('beside a viewer it follows its zoom; voxels of 10 nm, 8 pixels each', async () => {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer id="one" ${VIEW}>${IMAGE}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  const bar = await alone('for="one" style="inline-size: 100px"');
  assert.deepEqual(await read(bar), ['100 nm', 80]);
  viewer.zoom = 1;
  await next(viewer, 'floodlight-idle');
  assert.deepEqual(await read(bar), ['1 µm', 100]);
});

test('inside panels: a quarter of the xy plane, and of any plane that stands alone', async () => {
  const viewer = await mount<FloodlightViewer>(`<floodlight-viewer ${VIEW}>${IMAGE}</floodlight-viewer>`);
  await next(viewer, 'floodlight-idle');
  const inPanel = (panel: HTMLElement) =>
    (panel as FloodlightSlice).renderRoot.querySelector('floodlight-scale-bar') as FloodlightScaleBar;
  assert.equal(inPanel(panelOf(viewer, 'xz')), null);
  const bar = inPanel(panelOf(viewer, 'xy'));
  assert.ok(Math.abs(bar.clientWidth - panelOf(viewer, 'xy').clientWidth / 4) <= 1);
  assert.deepEqual(await read(bar), ['50 nm', 40]);
  const slice = await mount<FloodlightSlice>(
    `<floodlight-slice orientation="yz" ${VIEW}>${IMAGE}</floodlight-slice>`,
  );
  await next(slice, 'floodlight-idle');
  assert.deepEqual(await read(inPanel(slice)), ['100 nm', 80]);
});
