/**
 * The README's picture: FIB-25, segmented as published, a dozen segments chosen, as the program serves it and Chromium shows
 * it. `UPDATE_PICTURES=1` takes it anew; look at it then, for nothing else says that it is right.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { shootPage } from '../support/page-pixels.ts';
import { fib25Path, repoPath } from '../support/paths.ts';
import { runFloodlight, type Served, serveFolder } from '../support/program.ts';

const GOLDEN = repoPath('docs/images/fib25.webp');
const VIEWPORT = { width: 1200, height: 800 };

/** Pixels that may differ by more than `LEVELS` of 255: letters, and what another processor rounds otherwise. */
const PART = 0.005;
const LEVELS = 2;

const SEGMENTS = ['6', '8', '22', '24', '9', '111', '106', '102', '124', '115', '141', '158'];

let folder = '';
let served: Served;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-picture-'));
  const common = ['--resolution', '10,10,10', '--pyramid'];
  await run('convert', fib25Path('grayscale_maps'), join(folder, 'image'), ...common);
  const labels = `${fib25Path('published-segmentation.npz')}:segmentation`;
  await run('convert', labels, join(folder, 'cells'), '--type', 'segmentation', ...common);
  await run('mesh', join(folder, 'cells'), '--labels', SEGMENTS.join());
  await writeFile(join(folder, 'viewer.json'), JSON.stringify(VIEW));
  served = await serveFolder(folder);
});
after(async () => {
  await served?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<void> {
  const { code, stderr } = await runFloodlight(...args);
  assert.equal(code, 0, stderr);
}

test('four panels of FIB-25 with a dozen segments and their meshes look as in the README', async (t) => {
  const { png, pixels, errors } = await shootPage(
    new URL('?view=data/viewer.json', served.url).href,
    VIEWPORT,
  );
  assert.deepEqual(errors, []);
  if (process.env['UPDATE_PICTURES']) {
    await writeFile(GOLDEN, await sharp(png).removeAlpha().webp({ lossless: true }).toBuffer());
  }
  const { data, info } = await sharp(await readFile(GOLDEN))
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height, info.channels], [VIEWPORT.width, VIEWPORT.height, 3]);
  const differing = countDiffering(pixels, data);
  const count = info.width * info.height;
  t.diagnostic(`README's picture: ${differing} of ${count} pixels differ by more than ${LEVELS} of 255`);
  assert.ok(differing <= PART * count, `${differing} of ${count} pixels differ`);
});

/** @param a [y, x, channel] of 3 channels, as `b`. */
function countDiffering(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < b.length; i += 3) {
    if ([0, 1, 2].some((c) => Math.abs((a[i + c] as number) - (b[i + c] as number)) > LEVELS)) count++;
  }
  return count;
}

const VIEW = {
  title: 'FIB-25',
  dimensions: { x: [1e-8, 'm'], y: [1e-8, 'm'], z: [1e-8, 'm'] },
  position: [125, 125, 125],
  crossSectionScale: 0.6,
  projectionOrientation: [-0.2017, -0.2366, -0.0503, 0.9491],
  projectionScale: 460,
  layout: '4panel',
  layers: [
    { type: 'image', name: 'em', source: 'precomputed://image' },
    { type: 'segmentation', name: 'cells', source: 'precomputed://cells', segments: SEGMENTS },
  ],
};
