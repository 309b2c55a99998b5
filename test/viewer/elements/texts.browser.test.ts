import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { type FloodlightViewer, setTexts, TEXTS } from '../../../viewer/index.ts';
import { IMAGE, labels, mount, next, panelOf, words } from '../support/harness.ts';

afterEach(() => {
  setTexts({});
  document.body.replaceChildren();
});

async function open(more = ''): Promise<FloodlightViewer> {
  const viewer = await mount<FloodlightViewer>(
    `<floodlight-viewer ${more} style="display: block; width: 604px; height: 430px">${IMAGE}${labels()}</floodlight-viewer>`,
  );
  await next(viewer, 'floodlight-idle');
  return viewer;
}

test('a page replaces words, at any time; those left out stay English', async () => {
  const viewer = await open();
  setTexts({ voxel: 'Voxel', slice: 'Schnitt {plane}', 'action x-': 'ein Voxel nach links' });
  await viewer.updateComplete;
  assert.match(words(viewer, 'status'), /Voxel10 × 10 × 10 nm/);
  const panel = panelOf(viewer, 'xz') as FloodlightViewer;
  await panel.updateComplete;
  assert.equal(panel.renderRoot.querySelector('.surface')?.getAttribute('aria-label'), 'Schnitt xz');
  const chip = viewer.renderRoot.querySelector('floodlight-layers')?.shadowRoot?.querySelector('.chip');
  assert.equal(chip?.getAttribute('title'), TEXTS.layerTitle);
});

test('a theme changes all parts; what the page sets comes before it', async () => {
  const viewer = await open('theme="light"');
  const colors = (selector: string) => getComputedStyle(viewer.renderRoot.querySelector(selector) as Element);
  assert.equal(colors('.status').backgroundColor, 'rgb(255, 255, 255)');
  const field = viewer.renderRoot.querySelector('floodlight-position')?.shadowRoot?.querySelector('input');
  assert.equal(getComputedStyle(field as Element).color, 'rgb(29, 29, 33)', 'a part inside inherits');
  viewer.theme = 'dark';
  await viewer.updateComplete;
  assert.equal(colors('.status').backgroundColor, 'rgb(24, 24, 27)');
  viewer.style.setProperty('--floodlight-bar-color', 'rgb(1, 2, 3)');
  viewer.theme = 'light';
  await viewer.updateComplete;
  assert.equal(colors('.status').backgroundColor, 'rgb(1, 2, 3)');
});

test('a part beside the viewer has its theme', async () => {
  const viewer = await open('theme="light" id="v"');
  const part = document.createElement('floodlight-position');
  part.htmlFor = 'v';
  document.body.append(part);
  await part.updateComplete;
  assert.equal(part.getAttribute('theme'), 'light');
  viewer.theme = 'dark';
  await viewer.updateComplete;
  await part.updateComplete;
  assert.equal(part.getAttribute('theme'), 'dark');
});
