/** The built site with a reader's own files: picked from the start page, dropped on the page; those that lie are refused. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { type OpenPage, openPage } from '../support/chromium-page.ts';
import { repoPath } from '../support/paths.ts';
import { type Served, serveFolder } from '../support/program.ts';
import { writeTiny } from '../viewer/support/tiny-dataset.ts';

let folder = '';
let served: Served;
let opened: OpenPage;
let page: Page;
const asked: string[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-local-'));
  await mkdir(join(folder, 'served'));
  const at = (name: string) => createFileStore(join(folder, 'tiny', name));
  await writeTiny(at('image'), at('labels'));
  served = await serveFolder(join(folder, 'served'));
  opened = await openPage('about:blank', { width: 1000, height: 700 });
  page = opened.page;
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
});
after(async () => {
  await opened?.close();
  await served?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => fresh());

async function fresh(): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${new URL(served.url).origin}/`);
  await page.waitForSelector('.pickers');
  asked.length = 0;
}

const fixture = (path: string) => repoPath(`test/fixtures/${path}`);
const pick = (...files: string[]) => page.locator('.pickers input').first().setInputFiles(files);
const said = (part: string) =>
  page.evaluate(
    (name) =>
      document.querySelector('floodlight-viewer')?.shadowRoot?.querySelector(`.${name}`)?.textContent ?? '',
    part,
  );

async function waitFor(part: string, text: RegExp): Promise<void> {
  for (let i = 0; i < 200 && !text.test(await said(part)); i++) await page.waitForTimeout(50);
  assert.match(await said(part), text, await said('messages'));
}

test('NPY, NIfTI and MRC files are opened where they lie, with the values that other programs wrote', async () => {
  await pick(fixture('npy/c.npy'));
  // x + 7 y + 31 z at the middle of 7 x 6 x 5 voxels.
  await waitFor('status', /x3y3z2.*c86/s);
  assert.deepEqual(
    asked.filter((line) => !/\.js$|GET/.test(line)),
    [],
    'nothing is uploaded',
  );
  // Number 2 + 5 * 2 + 20 of 5 x 4 x 3; MRC's are 500 times that less 15000.
  for (const [file, value] of [
    ['nifti/unit-unknown.nii', /x2y2z1.*unit-unknown32/s],
    ['mrc/int16-le.mrc', /x2y2z1.*int16-le1000/s],
  ] as const) {
    await fresh();
    await pick(fixture(file));
    await waitFor('status', value);
  }
});

test('a folder with two datasets, and a ZIP archive of it: image and labels, with meshes', async () => {
  await page.locator('.pickers input').nth(1).setInputFiles(join(folder, 'tiny'));
  await waitFor('status', /image100.*labels720575940600000000/s);
  assert.deepEqual(
    await page.evaluate(() => document.querySelector('floodlight-viewer')?.goToSegment('720575940600000000')),
    true,
  );
  const shot = process.env['FLOODLIGHT_SHOTS'];
  if (shot) await page.screenshot({ path: join(shot, 'local-folder.png') });
  const files: Record<string, Uint8Array> = {};
  for (const name of await readdir(join(folder, 'tiny'), { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name);
    if (name.isFile()) files[path.slice(folder.length + 1)] = new Uint8Array(await readFile(path));
  }
  await writeFile(join(folder, 'both.zip'), zipSync(files));
  await fresh();
  await pick(join(folder, 'both.zip'));
  await waitFor('status', /image100.*labels720575940600000000/s);
});

test('a drop on the page is opened; its link elsewhere says that the file is not there', async () => {
  await page.evaluate(
    (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], 'dropped.npy'));
      for (const name of ['dragover', 'drop'])
        document.body.dispatchEvent(
          new DragEvent(name, { dataTransfer: transfer, bubbles: true, cancelable: true }),
        );
    },
    [...(await readFile(fixture('npy/fortran.npy')))],
  );
  await waitFor('status', /dropped86/);
  // A link to it elsewhere, or after a reload, says what to do.
  await page.evaluate(() => document.querySelector('floodlight-viewer')?.goTo({ position: [1, 1, 1] }));
  const link = await page.evaluate(() => document.querySelector('floodlight-viewer')?.link(location.href));
  await page.goto('about:blank');
  await page.goto(link as string);
  await waitFor('messages', /Open the file or folder again/);
});

test('files that lie or are nothing we know are refused with a message, and the next one opens', async () => {
  const rubbish = async (name: string, bytes: string | Uint8Array) => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };
  const cases: (readonly [string, RegExp])[] = [
    [await rubbish('notes.txt', 'hello'), /notes\.txt: expected 1 to 16 of/],
    [await rubbish('lies.nii', 'hello'), /lies\.nii/],
    [await rubbish('lies.zip', 'hello hello hello hello hello'), /lies\.zip/],
    [
      await rubbish('short.mrc', (await readFile(fixture('mrc/int16-le.mrc'))).subarray(0, 1030)),
      /truncated/,
    ],
    [fixture('npy/pickled.npy'), /pickled\.npy/],
  ];
  for (const [file, message] of cases) {
    await fresh();
    await pick(file);
    await waitFor('messages', message);
    assert.equal(
      await page.evaluate(() => document.querySelector('floodlight-viewer')?.state['layers'] as unknown),
      undefined,
    );
  }
  assert.deepEqual(
    opened.errors.filter((line) => !line.includes('404')),
    [],
  );
});
