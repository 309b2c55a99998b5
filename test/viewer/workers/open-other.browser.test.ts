/** Every format shows the same pixels as the same volume in precomputed form. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import type { FloodlightViewer } from '../../../viewer/index.ts';
import '../../../viewer/index.ts';
import { IMAGE, mount, next, picture } from '../support/harness.ts';
import { createTinySources, TINY_SOURCES } from '../support/tiny-sources.ts';

afterEach(() => document.body.replaceChildren());

const viewerOf = (layers: string) =>
  `<floodlight-viewer layout="xy" style="display: block; width: 300px; height: 300px">${layers}</floodlight-viewer>`;
/** Of the same name: its width is part of the page. */
const layer = (source: string) =>
  `<floodlight-layer type="image" name="em" source="${source}"></floodlight-layer>`;

async function pixelsOf(layers: string, stores = createTinySources()) {
  const viewer = await mount<FloodlightViewer>(viewerOf(layers), await stores);
  const settled = next(viewer, 'floodlight-idle');
  const failed = next(viewer, 'floodlight-error').then(({ detail }) => Promise.reject(detail));
  await Promise.race([settled, failed]);
  const { data } = await picture(viewer);
  viewer.remove();
  return data;
}

test('every source shows the pixels of the same volume as precomputed', async () => {
  const wanted = await pixelsOf(IMAGE);
  assert.ok(new Set(wanted).size > 20, 'something is shown');
  for (const source of TINY_SOURCES) {
    const data = await pixelsOf(layer(source));
    assert.equal(data.length, wanted.length);
    const differing = data.findIndex((value, i) => value !== wanted[i]);
    assert.equal(differing, -1, source);
  }
});

test('chosen segments of a format that knows no meshes are missed by nobody', async () => {
  const labels =
    '<floodlight-layer type="segmentation" name="em" source="zarr://https://tiny.example/image3.zarr" segments="17"></floodlight-layer>';
  const inAll = viewerOf(labels).replace('layout="xy"', 'layout="4panel"');
  const viewer = await mount<FloodlightViewer>(inAll, await createTinySources());
  let complaint = '';
  viewer.addEventListener('floodlight-error', (event) => {
    complaint = (event as CustomEvent<Error>).detail.message;
  });
  await next(viewer, 'floodlight-idle');
  assert.equal(complaint, '');
});

test('a source that cannot be opened says why', async () => {
  const page = createMemoryStore('page', [['zarr.json', new TextEncoder().encode('<html>Hello</html>')]]);
  const stores = Promise.resolve(new Map([['https://tiny.example/page', page]]));
  const cases = [
    ['zarr://https://tiny.example/page', /page\/zarr\.json: expected JSON, got HTML\. A host that answers/],
    ['https://tiny.example/page', /expected a folder with one of info, zarr\.json.*got none of them/],
    ['brainmaps://https://tiny.example/page', /got brainmaps:\/\/, which is not supported/],
  ] as const;
  for (const [source, message] of cases) {
    await assert.rejects(pixelsOf(layer(source), stores), message);
  }
});
