/** The built site without a mouse: what a newcomer would try, by keys alone; and what axe-core says of every state of the page. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { type OpenPage, openPage } from '../support/chromium-page.ts';
import { type Served, serveFolder } from '../support/program.ts';
import { WIDE_LABEL, writeTiny } from '../viewer/support/tiny-dataset.ts';

let folder = '';
let served: Served;
let opened: OpenPage;
let page: Page;
let site = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-keys-'));
  const labels = createFileStore(join(folder, 'labels'));
  await writeTiny(createFileStore(join(folder, 'image')), labels);
  await nameSegments();
  served = await serveFolder(folder);
  site = `${new URL(served.url).origin}/`;
  opened = await openPage('about:blank', { width: 1100, height: 760 });
  page = opened.page;
});
after(async () => {
  await opened?.close();
  await served?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Segment properties as the format has them: one column of labels. */
async function nameSegments(): Promise<void> {
  const path = join(folder, 'labels/info');
  const info = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...info, segment_properties: 'names' }));
  const store = createFileStore(join(folder, 'labels'));
  const inline = {
    ids: ['1', `${WIDE_LABEL}`],
    properties: [{ id: 'label', type: 'label', values: ['axon 4', 'Purkinje cell'] }],
  };
  const names = { '@type': 'neuroglancer_segment_properties', inline };
  await store.put('names/info', new TextEncoder().encode(JSON.stringify(names)));
}

/** What has the focus, through all shadow trees: its name as a reader hears it. */
const focused = () =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const label = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    const outline = element ? getComputedStyle(element).outlineStyle : 'none';
    return { name: label.replace(/\s+/g, ' ').trim(), outline };
  });

/** Presses Tab until something of that name has the focus; all that is passed must show its focus. */
async function tabTo(name: RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press(key);
    const now = await focused();
    passed.push(now.name);
    if (now.name !== '' && !/^Floodlight/.test(now.name))
      assert.notEqual(now.outline, 'none', `focus is seen on ${now.name}`);
    if (name.test(now.name)) return;
  }
  assert.fail(`${name} is not reached: ${passed.join(' | ')}`);
}

/** What opens is loaded when it is first asked for. */
async function waitFocused(name: string): Promise<void> {
  for (let i = 0; i < 100 && (await focused()).name !== name; i++) await page.waitForTimeout(50);
  assert.equal((await focused()).name, name);
}

const state = () =>
  page.evaluate(() => document.querySelector('floodlight-viewer')?.state as never) as Promise<
    Record<string, never>
  >;
const spoken = () =>
  page.evaluate(
    () =>
      document.querySelector('floodlight-viewer')?.shadowRoot?.querySelector('.spoken')?.textContent ?? '',
  );
const waitSpoken = async (words: RegExp) => {
  for (let i = 0; i < 100; i++) {
    if (words.test(await spoken())) return;
    await page.waitForTimeout(50);
  }
  assert.match(await spoken(), words);
};

/** @returns violations, each with the element. */
async function axe(): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  return page.evaluate(async () => {
    const { axe: tool } = window as never as {
      axe: { run(): Promise<{ violations: never[]; passes: never[] }> };
    };
    const { violations, passes } = await tool.run();
    if (passes.length < 15) return [`only ${passes.length} rules apply`];
    type Violation = { id: string; help: string; nodes: { html: string; failureSummary: string }[] };
    return (violations as Violation[]).map(
      ({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.html} ${n.failureSummary}`).join('; ')}`,
    );
  });
}

test('open a link, find a segment by name, colour it, see where it is, share, undo, save: without a mouse', async () => {
  const layer = (type: string, name: string) => ({ type, name, source: `precomputed://${site}data/${name}` });
  const link = `https://neuroglancer-demo.appspot.com/#!${encodeURIComponent(JSON.stringify({ layers: [layer('image', 'image'), layer('segmentation', 'labels')] }))}`;
  await page.goto(site);
  await page.waitForSelector('.start');
  assert.deepEqual(await axe(), [], 'start page');
  await tabTo(/^Link$/);
  await page.keyboard.insertText(link);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() =>
    /labels\s*7205/.test(
      document.querySelector('floodlight-viewer')?.shadowRoot?.querySelector('.status')?.textContent ?? '',
    ),
  );
  await page.waitForSelector('floodlight-tools [role="toolbar"]');

  // Find a segment by name.
  await tabTo(/^image$/);
  await page.keyboard.press('ArrowRight');
  assert.equal((await focused()).name, 'labels');
  await page.keyboard.press('ArrowDown');
  await waitFocused('Close');
  await tabTo(/names of segments/);
  await page.keyboard.insertText('purkinje');
  // Names are read when the list is first open; the field says when it takes them.
  await page.locator('input[name="ids"]:not([placeholder="Add ids: 3, 17"])').waitFor();
  await page.keyboard.press('Enter');
  await waitSpoken(new RegExp(`Segment ${WIDE_LABEL} shown`));
  assert.deepEqual(await axe(), [], 'properties and segments');

  // Colour it.
  await tabTo(/^Colour of segment \d+ as/, 'Shift+Tab');
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('#ff8800');
  await page.keyboard.press('Enter');
  const colors = async () => ((await state())['layers'] as { segmentColors?: object }[])[1]?.segmentColors;
  assert.deepEqual(await colors(), { [`${WIDE_LABEL}`]: '#ff8800' });
  const shot = process.env['FLOODLIGHT_SHOTS'];
  if (shot) await page.screenshot({ path: join(shot, 'keyboard-properties.png') });

  // See where it is.
  await tabTo(/Purkinje cell$/);
  await page.keyboard.press('Enter');
  await waitSpoken(/Position \d+, \d+, -?\d+\. image \d+\. labels /);
  const place = (await state())['position'] as number[];
  // The cube of its mesh spans 20 to 100, 0 to 80 and -30 to 50 nm, in voxels of 10.
  for (const [i, [low, high]] of [
    [2, 10],
    [0, 8],
    [-3, 5],
  ].entries())
    assert.ok(
      (place[i] as number) >= (low as number) && (place[i] as number) <= (high as number),
      `${place}`,
    );

  // Share the view.
  await page.keyboard.press('Escape');
  await tabTo(/^Copy link$/);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() =>
    document
      .querySelector('floodlight-viewer')
      ?.shadowRoot?.querySelector('floodlight-tools')
      ?.shadowRoot?.querySelector('input'),
  );
  const shared = await page.locator('floodlight-tools input').inputValue();
  assert.ok(shared.startsWith(`${site}#!`), shared);
  assert.match(decodeURIComponent(shared), /ff8800/);

  // Undo a mistake: a layer is removed, and brought back.
  await tabTo(/^(image|labels)$/, 'Shift+Tab');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowDown');
  await tabTo(/^Remove layer$/);
  await page.keyboard.press('Enter');
  await waitSpoken(/Layer labels removed/);
  assert.equal(((await state())['layers'] as unknown as unknown[]).length, 1);
  assert.equal((await focused()).name, 'image', 'the focus stays in the viewer');
  await page.keyboard.press('Control+Z');
  await waitSpoken(/Layer labels added/);
  assert.deepEqual(await colors(), { [`${WIDE_LABEL}`]: '#ff8800' });

  // Save a picture.
  await tabTo(/^Save picture$/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.equal(download.suggestedFilename(), 'floodlight.png');
  assert.ok((await stat(await download.path())).size > 1000);

  // A segment at the centre, by the keys of the picture.
  await tabTo(/^xy cross-section$/);
  for (const key of ['ArrowDown', 'ArrowRight']) for (let i = 0; i < 4; i++) await page.keyboard.press(key);
  await waitSpoken(/^Position 6, 4, -3\./);
  await page.keyboard.press('Enter');
  await waitSpoken(new RegExp(`^Segment ${WIDE_LABEL} hidden`));
  await page.keyboard.press('h');
  await page.waitForFunction(() =>
    document.querySelector('floodlight-viewer')?.shadowRoot?.querySelector('[role=dialog] button:focus'),
  );
  if (shot) await page.screenshot({ path: join(shot, 'help.png') });
  assert.deepEqual(await axe(), [], 'help');
  await page.keyboard.press('Escape');
  assert.equal((await focused()).name, 'xy cross-section');
  // The site looks for two files that this folder has not.
  const others = opened.errors.filter((line) => !line.includes('404'));
  assert.deepEqual(others, []);
});

test('axe-core finds nothing on a page with text and two viewers, in each theme', async () => {
  const layers = ['image', 'labels'].map(
    (name, i) =>
      `<floodlight-layer type="${i ? 'segmentation' : 'image'}" name="${name}" source="precomputed://${site}data/${name}"></floodlight-layer>`,
  );
  const viewers = ['dark', 'light'].map(
    (theme) =>
      `<floodlight-viewer theme="${theme}" style="height: 300px" aria-label="A ${theme} viewer">${layers.join('')}</floodlight-viewer>`,
  );
  const html = `<!doctype html><html lang="en"><title>A page</title><body style="background: #fff"><main><h1>Cells</h1><p>Drag.</p>${viewers.join('')}</main>
    <script type="module" src="floodlight-viewer.js"></script></body></html>`;
  await page.route(`${site}embed.html`, (route) => route.fulfill({ body: html, contentType: 'text/html' }));
  await page.goto(`${site}embed.html`);
  await page.waitForFunction(() =>
    [...document.querySelectorAll('floodlight-viewer')].every((each) =>
      /labels\s*7205/.test(each.shadowRoot?.querySelector('.status')?.textContent ?? ''),
    ),
  );
  await page.waitForSelector('floodlight-tools [role="toolbar"]');
  assert.deepEqual(await axe(), []);
  const shot = process.env['FLOODLIGHT_SHOTS'];
  if (shot) await page.screenshot({ path: join(shot, 'themes.png') });
});

test('reduced motion stops what moves by itself; forced colours keep focus and swatches', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
  const found = await page.evaluate(() => {
    const root = document.querySelector('floodlight-viewer')?.shadowRoot;
    const progress = root?.querySelector('.progress') as HTMLElement;
    progress.classList.add('busy');
    const { animationName } = getComputedStyle(progress);
    const { forcedColorAdjust } = getComputedStyle(root?.querySelector('canvas') as Element);
    return { animationName, forcedColorAdjust };
  });
  assert.deepEqual(found, { animationName: 'none', forcedColorAdjust: 'none' });
  const shot = process.env['FLOODLIGHT_SHOTS'];
  if (shot) await page.screenshot({ path: join(shot, 'forced-colours.png') });
});
