/** `publish --html`: one page from labels to pixels, opened from the disk, with nothing asked of any network. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { openPage } from '../support/chromium-page.ts';
import { runFloodlight } from '../support/program.ts';
import { writePhantom } from '../support/whole-dataset.ts';

const SIZE = 48;
let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-page-'));
  await writePhantom(folder, SIZE);
  const made = await runFloodlight(
    ...['convert', `${at('labels.npz')}:a`, at('cells'), '--all', '--image', `${at('image.npz')}:a`],
    ...['--sharded', '--resolution', '8,8,8', '--chunk-size', '16,16,16'],
  );
  assert.equal(made.code, 0, made.stderr);
  await rewriteView({ title: 'Cells </title></script><script>alert(1)</script> <!-- & more' });
});
after(() => rm(folder, { recursive: true, force: true }));

async function rewriteView(change: object): Promise<void> {
  const view = JSON.parse(await readFile(at('cells', 'viewer.json'), 'utf8')) as object;
  await writeFile(at('cells', 'viewer.json'), JSON.stringify({ ...view, ...change }));
}

/** Runs in the page: the status line names what lies below the cross, voxels that were read. */
function isRead(): boolean {
  const status = document.querySelector('floodlight-viewer')?.shadowRoot?.querySelector('.status');
  return /image\s*\d+.*segmentation\s*\d+/s.test(status?.textContent ?? '');
}

/** Opens the page, waits until it is drawn. @returns addresses asked for, and the pixels of each panel. */
async function look(file: string, name: string) {
  const { page, errors, close } = await openPage('about:blank', { width: 1000, height: 760 });
  try {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.addInitScript(() =>
      addEventListener(
        'floodlight-idle',
        () => {
          (globalThis as { isIdle?: boolean }).isIdle = true;
        },
        true,
      ),
    );
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(isRead);
    await page.waitForFunction(() => (globalThis as { isIdle?: boolean }).isIdle);
    const areas = await page.evaluate(() =>
      [...document.querySelector('floodlight-viewer')!.shadowRoot!.querySelectorAll('[data-area]')].map(
        (area) => {
          const { x, y, width, height } = area.getBoundingClientRect();
          return [(area as HTMLElement).dataset['area'], { x, y, width, height }] as const;
        },
      ),
    );
    const shot = await page.screenshot();
    const shots = process.env['FLOODLIGHT_SHOTS'];
    if (shots) await writeFile(join(shots, name), shot);
    const panels: Record<string, { colored: number; grey: number }> = {};
    for (const [area, { x, y, width, height }] of areas) {
      const box = {
        left: Math.ceil(x),
        top: Math.ceil(y),
        width: Math.floor(width),
        height: Math.floor(height),
      };
      panels[area ?? ''] = countPixels(await sharp(shot).extract(box).removeAlpha().raw().toBuffer());
    }
    // The address follows the reader, and opens the page there again.
    await page.evaluate(() => {
      const viewer = document.querySelector('floodlight-viewer');
      viewer?.shadowRoot?.querySelector<HTMLElement>('[data-area="xy"]')?.focus();
    });
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => location.hash.startsWith('#!'));
    await page.reload();
    await page.waitForFunction(isRead);
    const place = await page.evaluate(() => document.querySelector('floodlight-viewer')?.position);
    return { asked, errors, panels, title: await page.title(), place };
  } finally {
    await close();
  }
}

/** Shares of pixels: with a hue, and grey ones that are not background. */
function countPixels(data: Uint8Array) {
  let [colored, grey] = [0, 0];
  for (let i = 0; i < data.length; i += 3) {
    const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
    const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
    if (most - least > 40) colored++;
    else if (least > 50) grey++;
  }
  return { colored: (3 * colored) / data.length, grey: (3 * grey) / data.length };
}

test('the page opens from the disk: image, segment and mesh, and no request but itself', async () => {
  const { code, stdout, stderr } = await runFloodlight(
    'publish',
    at('cells'),
    '--html',
    at('page.html'),
    '--json',
  );
  assert.equal(code, 0, stderr);
  const { bytes } = JSON.parse(stdout) as { bytes: number };
  assert.equal(bytes, (await readFile(at('page.html'))).length);
  assert.ok(bytes < 25e6, `${bytes}`);
  const seen = await look(at('page.html'), 'single-page.png');
  const itself = pathToFileURL(at('page.html')).href;
  assert.deepEqual(
    seen.asked.filter((url) => url.replace(/#.*/s, '') !== itself && !/^(data|blob):/.test(url)),
    [],
  );
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.place, [SIZE / 2 + 1, SIZE / 2, SIZE / 2]);
  assert.equal(seen.title, 'Cells </title></script><script>alert(1)</script> <!-- & more');
  for (const area of ['xy', 'xz', 'yz']) {
    const { colored, grey } = seen.panels[area]!;
    assert.ok(grey > 0.2 && colored > 0.02, `${area}: ${JSON.stringify(seen.panels[area])}`);
  }
  assert.ok(seen.panels['3d']!.colored > 0.02, JSON.stringify(seen.panels['3d']));
});

test('what cannot be a page is refused by name, and leaves nothing', async () => {
  const page = at('refused.html');
  const table: readonly (readonly [string[], number, RegExp])[] = [
    [['--max-size', '1'], 3, /publish: expected a page of at most 1\.0 MB, got .*--scale 1/s],
    [['--scale', '9'], 2, /--scale: expected a scale from 0 to \d+.*got 9/],
    [['--static'], 2, /--html: expected no --static/],
    [['--as', 'a@1'], 2, /--as: expected no flags for buckets beside --html/],
    [['--max-size', '0'], 2, /--max-size: expected a number/],
  ];
  for (const [flags, status, message] of table) {
    const { code, stderr } = await runFloodlight('publish', at('cells'), '--html', page, ...flags);
    assert.match(stderr, message);
    assert.equal(code, status, stderr);
  }
  const nothing = await runFloodlight('publish', folder, '--html', page);
  assert.match(nothing.stderr, /expected viewer\.json or info, got neither/);
  const there = await runFloodlight('publish', at('cells'), '--html', at('page.html'));
  assert.match(there.stderr, /expected no such file yet/);
  const idle = await runFloodlight('publish', at('cells'), 'r2://bucket', '--scale', '1');
  assert.match(idle.stderr, /--scale: expected --html beside it/);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('refused')),
    [],
  );
});

test('sources elsewhere are refused: the page would need a network', async () => {
  const view = await readFile(at('cells', 'viewer.json'), 'utf8');
  for (const source of ['precomputed://https://host.example/em', 'zarr://image', 'precomputed://../image']) {
    await rewriteView({ layers: [{ type: 'image', name: 'em', source }] });
    const { code, stderr } = await runFloodlight('publish', at('cells'), '--html', at('far.html'));
    assert.match(stderr, /viewer\.json: expected sources that are folders beside viewer\.json/);
    assert.equal(code, 3, stderr);
  }
  await writeFile(at('cells', 'viewer.json'), view);
});
