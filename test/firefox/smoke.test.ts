/** The built page in Debian's Firefox: a link opens, voxels and a mesh are drawn, a double-click selects. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { type FirefoxPage, openFirefox } from '../support/firefox-page.ts';
import { type Served, serveFolder } from '../support/program.ts';
import { expectedSegmentColor } from '../support/segment-color.ts';
import { greyAt, labelAt, WIDE_LABEL, writeTiny } from '../viewer/support/tiny-dataset.ts';

declare global {
  interface Window {
    /** How often the page said that all is drawn, since it was loaded or the selection changed. */
    idles: number;
  }
}

let folder = '';
let served: Served;
let firefox: FirefoxPage;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-firefox-'));
  await writeTiny(createFileStore(join(folder, 'image')), createFileStore(join(folder, 'labels')));
  [served, firefox] = await Promise.all([serveFolder(folder), openFirefox({ width: 640, height: 560 })]);
});
after(async () => {
  await firefox?.close();
  await served?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Pixels of a screen of one device pixel a CSS pixel, by panel: `at` counts from its middle. */
async function shoot() {
  const { page } = firefox;
  const panels = await page.evaluate(() => {
    const root = document.querySelector('floodlight-viewer')?.shadowRoot;
    const areas = [...(root?.querySelectorAll<HTMLElement>('[data-area]') ?? [])];
    return Object.fromEntries(areas.map((e) => [e.dataset['area'], e.getBoundingClientRect().toJSON()]));
  });
  const picture = sharp(await page.screenshot())
    .removeAlpha()
    .raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  const middle = (panel: string, dx: number, dy: number) => {
    const { left, top, width, height } = panels[panel] as DOMRect;
    return [Math.floor(left + width / 2 + dx), Math.floor(top + height / 2 + dy)] as const;
  };
  const at = (panel: string, dx: number, dy: number) => {
    const [x, y] = middle(panel, dx, dy);
    return [...data.subarray(3 * (x + info.width * y), 3 * (x + info.width * y) + 3)];
  };
  return { at, middle };
}

const layer = (type: string, name: string, folderName: string) => ({
  type,
  name,
  source: `precomputed://${new URL(served.url).origin}/data/${folderName}`,
});

/** Opens the link and waits until all of it is drawn. */
async function open(): Promise<void> {
  const { page } = firefox;
  const state = {
    dimensions: { x: [1e-8, 'm'], y: [1e-8, 'm'], z: [1e-8, 'm'] },
    position: [5, 4, 1],
    crossSectionScale: 0.125,
    projectionScale: 20,
    layers: [layer('image', 'em', 'image'), layer('segmentation', 'cells', 'labels')],
    showAxisLines: false,
  };
  await page.evaluateOnNewDocument(() => {
    Object.assign(window, { idles: 0 });
    window.addEventListener('floodlight-idle', () => window.idles++);
    window.addEventListener('floodlight-selection-change', () => {
      window.idles = 0;
    });
  });
  await page.goto(`${new URL(served.url).origin}/#!${encodeURIComponent(JSON.stringify(state))}`);
  await idle();
}

/** Resolves once all is drawn of this page and this selection. */
const idle = () => firefox.page.waitForFunction(() => window.idles > 0);

test('this Firefox draws, in software', async (t) => {
  const renderer = await firefox.page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2');
    return gl ? String(gl.getParameter(gl.RENDERER)) : 'no WebGL2';
  });
  t.diagnostic(`${await firefox.page.browser().version()}: ${renderer}`);
  assert.match(renderer, /llvmpipe/);
});

/** The middle of a voxel of 8 pixels, in steps from the centre. In yz, z grows to the left. */
const SHOWN: Readonly<Record<string, (i: number, j: number) => Xyz>> = {
  xy: (i, j) => xyz(5 + i, 4 + j, 1),
  xz: (i, j) => xyz(5 + i, 4, 1 + j),
  yz: (i, j) => xyz(5, 4 + j, -i),
};
const STEPS = [
  [0, 0],
  [-2, 1],
  [2, -3],
  [-3, 2],
  [1, 3],
] as const;

test('a link opens: every cross-section shows the voxels of its place, labels over the image', async () => {
  await open();
  const { at } = await shoot();
  for (const [panel, voxelAt] of Object.entries(SHOWN)) {
    for (const [i, j] of STEPS) {
      const voxel = voxelAt(i, j);
      const grey = greyAt(voxel);
      const label = labelAt(voxel);
      const color = label === 0n ? undefined : expectedSegmentColor(label);
      const expected = [0, 1, 2].map((c) => (color ? (grey + 255 * (color[c] as number)) / 2 : grey));
      const actual = at(panel, 8 * i + 4, 8 * j + 4);
      const differs = expected.some((v, c) => Math.abs(v - (actual[c] as number)) > 1);
      assert.ok(!differs, `${panel} ${voxel}: ${actual} instead of ${expected}`);
    }
  }
});

const segments = () =>
  firefox.page.evaluate(() => {
    const viewer = document.querySelector('floodlight-viewer') as unknown as { state: { layers: object[] } };
    return (viewer.state.layers[1] as { segments?: string[] }).segments;
  });

/** Takes the pointer away: what is under it is drawn brighter. */
async function leave(): Promise<void> {
  await idle();
  await firefox.page.evaluate(() => {
    window.idles = 0;
  });
  await firefox.page.mouse.move(2, 2);
  await idle();
}

test('a double-click selects the segment under the pointer, and its mesh is drawn in its colour', async () => {
  const { middle, at } = await shoot();
  assert.equal(await segments(), undefined);
  const background = at('3d', 6, 6);
  await firefox.page.mouse.click(...middle('xy', 4, 4), { count: 2 });
  assert.deepEqual(await segments(), [`${WIDE_LABEL}`]);
  await leave();
  assert.match(firefox.page.url(), /#!/);
  const lit = (await shoot()).at('3d', 6, 6) as [number, number, number];
  assert.notDeepEqual(lit, background);
  // Light scales all three channels alike.
  const color = expectedSegmentColor(WIDE_LABEL);
  const light = Math.max(...lit) / (255 * Math.max(...color));
  assert.ok(light > 0.2, `${lit}`);
  for (const c of [0, 1, 2] as const)
    assert.ok(Math.abs(lit[c] - 255 * color[c] * light) <= 3, `${lit} of ${color}`);
});

test('the address follows: opened again, it shows the same segment', async () => {
  await firefox.page.waitForFunction((id) => location.hash.includes(id), {}, `${WIDE_LABEL}`);
  await firefox.page.reload();
  await idle();
  assert.deepEqual(await segments(), [`${WIDE_LABEL}`]);
});

test('all elements are defined, and the page complains of nothing', async () => {
  const tags = ['viewer', 'layer', 'slice', 'scene', 'layers', 'segments', 'position', 'scale-bar'];
  const missing = await firefox.page.evaluate(
    (names) => names.filter((name) => !customElements.get(`floodlight-${name}`)),
    tags,
  );
  assert.deepEqual(missing, []);
  assert.deepEqual(firefox.errors, []);
});
