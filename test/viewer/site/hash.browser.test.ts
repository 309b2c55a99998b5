import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import { bindHash, hasHash, readHash } from '../../../viewer/site/hash.ts';
import '../../../viewer/index.ts';
import { IMAGE, mount, next } from '../support/harness.ts';

const address = location.href;
afterEach(() => {
  document.body.replaceChildren();
  history.replaceState(null, '', address);
});

const open = () =>
  mount<FloodlightViewer>(
    `<floodlight-viewer style="display: block; width: 300px; height: 200px" layout="xy">${IMAGE}</floodlight-viewer>`,
  );
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function press(viewer: FloodlightViewer, key: string): void {
  const slice = viewer.renderRoot.querySelector('floodlight-slice');
  const surface = slice?.renderRoot.querySelector('[part="surface"]');
  surface?.dispatchEvent(new KeyboardEvent('keydown', { key, code: key, cancelable: true }));
}

test('the address follows the reader, and opens as the same place; Back is not filled with steps', async () => {
  const viewer = await open();
  const stop = bindHash(viewer);
  await next(viewer, 'floodlight-idle');
  const steps = history.length;
  assert.equal(hasHash(), false, 'nothing is written before somebody moves');
  press(viewer, 'ArrowRight');
  await wait(300);
  assert.ok(location.hash.startsWith('#!%7B'), location.hash);
  assert.equal(history.length, steps);
  const other = await open();
  readHash(other);
  await next(other, 'floodlight-idle');
  assert.deepEqual(other.position, [7, 4, 1]);
  assert.equal(other.layout, 'xy');
  stop();
  const before = location.hash;
  press(viewer, 'ArrowRight');
  await wait(300);
  assert.equal(location.hash, before, 'after stop nothing is written');
});

test('an address that would be long is compressed, and opens as the same', async () => {
  const viewer = await open();
  const segments = Array.from({ length: 2000 }, (_, i) => String(10n ** 18n + BigInt(i)));
  viewer.addLayer({
    type: 'segmentation',
    name: 'cells',
    source: 'precomputed://https://tiny.example/labels',
    segments,
  });
  const stop = bindHash(viewer);
  await next(viewer, 'floodlight-idle');
  press(viewer, 'ArrowRight');
  await wait(500);
  assert.ok(location.hash.startsWith('#!z:') && location.hash.length < 20_000, `${location.hash.length}`);
  assert.ok(viewer.link().includes('#!%7B'), 'links for Neuroglancer stay plain');
  const other = await open();
  await other.openLink(location.href);
  assert.deepEqual(other.state, viewer.state);
  stop();
});

test('the viewer follows the address', async () => {
  const viewer = await open();
  const stop = bindHash(viewer);
  await next(viewer, 'floodlight-idle');
  location.hash = '#!+{"layout":"xz-3d","position":[3,2,1]}';
  await next(viewer, 'floodlight-idle');
  assert.equal(viewer.layout, 'xz-3d');
  assert.deepEqual(viewer.position, [3, 2, 1]);
  stop();
});
