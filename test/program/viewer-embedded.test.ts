/** A page of one host with the script of another and data of a third: workers, policies, networks that go away. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { type OpenPage, openPage } from '../support/chromium-page.ts';
import { repoPath } from '../support/paths.ts';
import { startTinyHost, type TinyHost } from '../support/tiny-host.ts';
import { writeTiny } from '../viewer/support/tiny-dataset.ts';

let folder = '';
let cdn: TinyHost;
let data: TinyHost;
let host: TinyHost;
let opened: OpenPage;
/** Of the page, for the next answer. */
let policy = '';
/** What the browser's console says, whatever its rank. */
const said: string[] = [];

const CORS = () => ({ 'access-control-allow-origin': '*' });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-embedded-'));
  const at = (name: string) => join(folder, name);
  // The package as it is built for npm; its folder for a CDN lies in two places here.
  const built = spawnSync(process.execPath, [repoPath('scripts/package.ts')], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
  await cp(repoPath('viewer/dist/cdn'), at('cdn'), { recursive: true });
  await writeTiny(createFileStore(at('data/image')), createFileStore(at('data/labels')));
  await mkdir(at('page'));
  await cp(at('cdn'), at('page/own'), { recursive: true });
  cdn = await startTinyHost({ folder: at('cdn'), headers: CORS });
  data = await startTinyHost({ folder: at('data'), headers: CORS });
  const headers = (): Record<string, string> => (policy === '' ? {} : { 'content-security-policy': policy });
  host = await startTinyHost({ folder: at('page'), headers });
  await writeFile(at('page/favicon.ico'), '');
  await writeFile(at('page/page.css'), 'floodlight-viewer { display: block; width: 400px; height: 300px }');
  opened = await openPage('about:blank');
  opened.page.on('console', (line) => said.push(line.text()));
});
after(async () => {
  await opened?.close();
  await Promise.all([cdn, data, host].map((each) => each?.close()));
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  policy = '';
});

const layer = (type: string, name: string) =>
  `<floodlight-layer type="${type}" name="${name}" source="precomputed://${data.origin}/${name}"></floodlight-layer>`;

/** Opens a page with elements, and waits until every viewer shows its voxel. */
async function show(...viewers: string[]): Promise<Page> {
  const html = `<!doctype html><title>Page</title><link rel="stylesheet" href="page.css">
    <script type="module" src="${cdn.origin}/floodlight-viewer.js"></script>${viewers.join('')}`;
  await writeFile(join(folder, 'page/index.html'), html);
  said.length = 0;
  opened.errors.length = 0;
  await opened.page.goto('about:blank');
  await opened.page.goto(`${host.origin}/index.html`);
  await opened.page.waitForFunction(areShown, viewers.length);
  return opened.page;
}

/** Runs in the page. */
const areShown = (count: number) => {
  const viewers = [...document.querySelectorAll('floodlight-viewer')];
  const status = viewers.map((each) => each.shadowRoot?.querySelector('.status')?.textContent ?? '');
  return status.length === count && status.every((text) => /image\s*100/.test(text));
};

const viewer = (more = '', layers = layer('image', 'image')) =>
  `<floodlight-viewer layout="xy" ${more}>${layers}</floodlight-viewer>`;

const workerUrls = (page: Page) => page.workers().map((each) => each.url());

/** Workers end a task after the last viewer left. */
async function waitForWorkers(page: Page, isRight: (count: number) => boolean): Promise<void> {
  for (let i = 0; i < 100 && !isRight(page.workers().length); i++) await page.waitForTimeout(20);
  assert.ok(isRight(page.workers().length), `${workerUrls(page)}`);
}

const STRICT = () =>
  [
    "default-src 'none'",
    `script-src 'self' ${cdn.origin}`,
    "worker-src 'self'",
    "style-src 'self'",
    `connect-src ${data.origin} ${cdn.origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html floodlight-worker',
  ].join('; ');

test('a script of another host starts its workers through a blob; two viewers share them', async () => {
  const page = await show(viewer(), viewer());
  const urls = workerUrls(page);
  assert.ok(urls.length >= 1 && urls.length <= 4, `${urls}`);
  for (const url of urls) assert.match(url, /^blob:/);
  assert.deepEqual(said, []);
});

test('a policy without blob workers: the page decodes by itself, with one note for all viewers', async () => {
  policy = STRICT();
  const page = await show(viewer(), viewer());
  assert.deepEqual(workerUrls(page), []);
  const ours = said.filter((line) => line.includes('floodlight-viewer'));
  assert.equal(ours.filter((line) => line.includes('worker-url')).length, 1, said.join('\n'));
  // What the browser adds is that it stopped the worker, nothing else.
  for (const line of opened.errors) assert.match(line, /worker-src/, line);
});

test('the same policy with a worker of the page’s own host: the worker runs, and nothing is said', async () => {
  policy = STRICT();
  const page = await show(viewer('worker-url="own/chunk-worker.js"'));
  const urls = workerUrls(page);
  assert.ok(urls.length >= 1);
  for (const url of urls) assert.equal(url, `${host.origin}/own/chunk-worker.js`);
  assert.deepEqual(said, []);
});

test('a hundred times out of the page and back: as many workers as before, none when it is gone', async () => {
  const page = await show(viewer());
  const count = page.workers().length;
  await page.evaluate(async () => {
    const [element] = document.querySelectorAll('floodlight-viewer');
    const { parentElement } = element as Element;
    for (let i = 0; i < 100; i++) {
      element?.remove();
      // Some moves are one task, some leave the page for a while.
      if (i % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      parentElement?.append(element as Element);
      await (element as unknown as { updateComplete: Promise<void> }).updateComplete;
    }
  });
  await page.waitForFunction(areShown, 1);
  // The first runs, the others of a pool join it.
  await waitForWorkers(page, (now) => now >= 1 && now <= Math.max(count, 4));
  await page.evaluate(() => document.querySelector('floodlight-viewer')?.remove());
  await waitForWorkers(page, (now) => now === 0);
  assert.deepEqual(said, []);
});

test('offline, a layer that is added says so, what is there stays; back online it opens by itself', async () => {
  const page = await show(viewer());
  const context = page.context();
  await context.setOffline(true);
  await page.evaluate(
    (html) => {
      document.querySelector('floodlight-viewer')?.insertAdjacentHTML('beforeend', html);
    },
    layer('segmentation', 'labels'),
  );
  const messages = page.locator('floodlight-viewer [part="messages"]');
  await messages.getByText('This machine is offline').waitFor();
  assert.ok(await page.evaluate(areShown, 1));
  await context.setOffline(false);
  await page.waitForFunction(() => {
    const root = document.querySelector('floodlight-viewer')?.shadowRoot;
    return /labels\s*720575940600000000/.test(root?.querySelector('.status')?.textContent ?? '');
  });
  assert.equal((await messages.textContent())?.trim(), '');
});
