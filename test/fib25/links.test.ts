/**
 * The three links of Neuroglancer's README in the built page, over stand-ins: info files of our own with the links' voxel
 * sizes and bounds that hold their positions. No voxel of the published volumes is read.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { type OpenPage, openPage } from '../support/chromium-page.ts';
import { fib25Path } from '../support/paths.ts';
import { type Served, serveFolder } from '../support/program.ts';

let folder = '';
let served: Served;
let opened: OpenPage;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-links-'));
  served = await serveFolder(folder);
  opened = await openPage(served.url);
});
after(async () => {
  await opened.close();
  await served.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Shown {
  readonly layers: readonly { name: string; type: string; visible?: boolean; segments?: string[] }[];
  readonly position: readonly number[];
  readonly crossSectionScale: number;
  readonly projectionOrientation: readonly number[];
  readonly projectionScale: number;
  readonly layout?: string;
  readonly showSlices?: boolean;
}

/** Opens a link's fragment in the page, over a stand-in of one voxel size for every volume it names. */
async function show(file: string, resolution: readonly number[], size: readonly number[]): Promise<Shown> {
  const link = (await readFile(join(dirname(fib25Path()), 'links', file), 'utf8')).trim();
  const { page } = opened;
  await page.unrouteAll();
  const headers = { 'access-control-allow-origin': '*' };
  await page.route('https://storage.googleapis.com/**', (route) => {
    const url = route.request().url();
    if (!url.endsWith('/info')) return route.fulfill({ status: 404, headers });
    const isLabels = /truth|surf/i.test(url);
    const scale = {
      key: 's0',
      resolution,
      size,
      voxel_offset: [0, 0, 0],
      chunk_sizes: [[512, 512, 512]],
      encoding: 'raw',
    };
    const json = {
      '@type': 'neuroglancer_multiscale_volume',
      type: isLabels ? 'segmentation' : 'image',
      data_type: isLabels ? 'uint64' : 'uint8',
      num_channels: 1,
      scales: [scale],
    };
    return route.fulfill({ json, headers });
  });
  await page.goto('about:blank');
  await page.goto(`${new URL(served.url).origin}/${link.slice(link.indexOf('#'))}`);
  await page.waitForFunction(() => {
    const viewer = document.querySelector('floodlight-viewer') as { position?: unknown } | null;
    return viewer?.position !== undefined;
  });
  return page.evaluate(() => {
    const viewer = document.querySelector('floodlight-viewer') as unknown as { state: Shown };
    return viewer.state;
  });
}

const near = (actual: number, expected: number, message: string) =>
  assert.ok(Math.abs(actual / expected - 1) < 1e-9, `${message}: ${actual} instead of ${expected}`);
/** 2 * 100 * tan(pi / 8): nanometres over the height at an old zoom of 1. */
const OLD_ZOOM = 200 * Math.tan(Math.PI / 8);

test('FlyEM FIB-25', async () => {
  const shown = await show('flyem-fib25.txt', [8, 8, 8], [6446, 6643, 8090]);
  assert.deepEqual(
    shown.layers.map(({ name, type }) => [name, type]),
    [
      ['image', 'image'],
      ['ground-truth', 'segmentation'],
    ],
  );
  assert.deepEqual(shown.layers[1]?.segments, ['21894', '22060', '158571', '24436', '2515']);
  assert.deepEqual(shown.position, [2914.500732421875, 3088.243408203125, 4045]);
  near(shown.crossSectionScale, 30.09748283999932 / 8, 'zoom');
  near(shown.projectionScale, (OLD_ZOOM * 443.63404517712684) / 8, '3-D zoom');
  assert.deepEqual(
    shown.projectionOrientation,
    [0.3143535554409027, 0.8142156600952148, 0.4843369424343109, -0.06040262430906296],
  );
  assert.equal(shown.showSlices, false);
  assert.equal(shown.layout, undefined, '4panel is what absence means');
});

test('Kasthuri 2011', async () => {
  const shown = await show('kasthuri2011.txt', [6, 6, 30], [10747, 12895, 1850]);
  assert.deepEqual(
    shown.layers.map(({ name, visible }) => [name, visible]),
    [
      ['original-image', false],
      ['corrected-image', undefined],
      ['ground_truth', undefined],
    ],
  );
  assert.equal(shown.layers[2]?.segments?.length, 15);
  assert.deepEqual(shown.position, [5523.99072265625, 8538.9384765625, 1198.0423583984375]);
  near(shown.crossSectionScale, 22.573112129999547 / 6, 'zoom');
});

test('FAFB: xy-3d, and a vtk:// mesh that is not visible stays in the state', async () => {
  const shown = await show('fafb.txt', [4, 4, 40], [248156, 133718, 7062]);
  assert.deepEqual(
    shown.layers.map(({ name, type }) => [name, type]),
    [
      ['fafb_v14', 'image'],
      ['fafb_v14_clahe', 'image'],
      ['neuropil-regions-surface', 'segmentation'],
      ['neuropil-full-surface', 'mesh'],
    ],
  );
  assert.equal(shown.layers[2]?.segments?.length, 75);
  assert.equal(shown.layout, 'xy-3d');
  assert.deepEqual(shown.position, [123943.625, 73323.8828125, 5234]);
  near(shown.crossSectionScale, 1210.991144617663 / 4, 'zoom');
  near(shown.projectionScale, (OLD_ZOOM * 21335.91710335963) / 4, '3-D zoom');
});
