/** Segmenting by click in the site as it is built: a person's clicks, on Chromium's software GPU. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { FloodlightSegmenter } from '../../viewer/segmenter.ts';
import { type OpenPage, openPage } from '../support/chromium-page.ts';
import { labelsOf, ORIGIN, SEEDS, SIZE, segmentByProgram, writeBricks } from '../support/click-bricks.ts';
import { type Served, serveFolder } from '../support/program.ts';

let folder = '';
let served: Served;
let opened: OpenPage;
let byProgram: ArrayLike<number>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-segmenter-'));
  await writeBricks(folder);
  byProgram = await segmentByProgram(folder);
  served = await serveFolder(folder);
  opened = await openPage('about:blank', { width: 1000, height: 700 });
});
after(async () => {
  await opened?.close();
  await served?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The tool, whose words and buttons a person sees. */
const tool = (page: Page) => page.locator('floodlight-segmenter');
const words = (page: Page, part: string) => tool(page).locator(`[part~="${part}"]`);

/** Opens the site anew, and the tool in it. */
async function openTool(): Promise<Page> {
  const { page, errors } = opened;
  errors.length = 0;
  await page.goto('about:blank');
  await page.goto(new URL(served.url).origin);
  await page.locator('floodlight-slice').first().waitFor();
  await page.getByText('Segment', { exact: true }).click();
  await tool(page).getByText('Model', { exact: true }).waitFor();
  return page;
}

async function loadModel(page: Page, address = 'data/model.safetensors'): Promise<void> {
  await tool(page).locator('input[name="model"]').fill(address);
  await tool(page).getByText('Load', { exact: true }).click();
  await tool(page).locator('[part~="model"], [part~="problem"]').first().waitFor();
}

/** Moves a voxel to the middle of the xy panel, and clicks it there. */
async function clickOn(page: Page, [x, y, z]: Xyz): Promise<void> {
  await page.evaluate(
    (at) => {
      const viewer = document.querySelector('floodlight-viewer')!;
      viewer.goTo([at[0]! + 0.5, at[1]! + 0.5, at[2]! + 0.5], 0.25);
    },
    [x, y, z],
  );
  const box = await page.locator('floodlight-slice[orientation="xy"]').boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

const outcome = (page: Page, text: RegExp) => words(page, 'progress').filter({ hasText: text }).waitFor();

/** The objects as their NPZ has them. */
async function exported(page: Page): Promise<ArrayLike<number>> {
  const text = await page.evaluate(async () => {
    const { shadowRoot } = document.querySelector('floodlight-viewer')!;
    const segmenter = shadowRoot!.querySelector('floodlight-segmenter') as FloodlightSegmenter;
    const bytes = new Uint8Array(await (await segmenter.exportFile('npz')).arrayBuffer());
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  });
  return labelsOf(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
}

const differences = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).filter((label, i) => label !== b[i]).length;

test('clicks grow what the program grows from the same seeds, voxel for voxel; a reload keeps them', async () => {
  const page = await openTool();
  await loadModel(page);
  assert.match((await words(page, 'model').textContent()) ?? '', /model\.safetensors.*9 × 9 × 9.*webgpu \(/s);
  await clickOn(page, SEEDS.first);
  await outcome(page, /Object 1: [\d,]+ voxels, complete/);
  await clickOn(page, SEEDS.second);
  await outcome(page, /Object 2: [\d,]+ voxels, complete/);
  assert.ok(Array.from(byProgram).filter((label) => label === 2).length > 300, 'the program grew them');
  assert.equal(differences(await exported(page), byProgram), 0);
  // The slice shows the object, the scene its mesh.
  await page.waitForFunction(() => {
    const status = document.querySelector('floodlight-viewer')?.shadowRoot?.querySelector('.status');
    return /clicked\s*2/.test(status?.textContent ?? '');
  });
  const again = await openTool();
  await words(again, 'object').nth(1).waitFor();
  assert.equal(differences(await exported(again), byProgram), 0);
  assert.deepEqual(opened.errors, []);
});

test('undo and merge; a click on an object, at the edge and on a wall say what is wrong', async () => {
  const page = await openTool();
  await loadModel(page);
  await words(page, 'object').nth(1).waitFor();
  await clickOn(page, SEEDS.first);
  await words(page, 'problem')
    .filter({ hasText: 'expected a voxel of no object, got one of object 1' })
    .waitFor();
  await clickOn(page, SEEDS.edge);
  await words(page, 'problem').filter({ hasText: "room for the network's field of view" }).waitFor();
  await clickOn(page, [ORIGIN[0] - 5, ORIGIN[1] + 5, ORIGIN[2] + 5]);
  await words(page, 'problem')
    .filter({ hasText: 'expected a voxel of the volume, got one outside' })
    .waitFor();
  await clickOn(page, SEEDS.wall);
  await outcome(page, /No object here/);
  for (const id of [1, 2]) await tool(page).getByLabel(`Choose object ${id}`).check();
  await tool(page).locator('input[name="into"]').fill('9007199254740993');
  await tool(page).getByText('Merge into').click();
  await words(page, 'object').filter({ hasText: '9007199254740993' }).nth(1).waitFor();
  await tool(page).getByText('Undo').click();
  await words(page, 'object')
    .filter({ hasText: /^\s*2 / })
    .waitFor();
  for (const left of [1, 0]) {
    await tool(page).getByText('Undo').click();
    await words(page, 'object').nth(left).waitFor({ state: 'detached' });
  }
});

test('a long object is stopped and kept; without its element the worker ends', async () => {
  const page = await openTool();
  await loadModel(page);
  await clickOn(page, SEEDS.long);
  await outcome(page, /steps\/s/);
  await tool(page).getByText('Stop').click();
  await outcome(page, /Object \d+: [\d,]+ voxels, stopped/);
  await tool(page).getByText('Undo').click();
  await words(page, 'object').waitFor({ state: 'detached' });
  await clickOn(page, SEEDS.long);
  await outcome(page, /steps\/s/);
  const isOurs = (url: string) => url.includes('segmenter-worker');
  assert.equal(page.workers().filter((worker) => isOurs(worker.url())).length, 1);
  await page.evaluate(() => document.querySelector('floodlight-viewer')?.remove());
  for (let i = 0; i < 50 && page.workers().some((worker) => isOurs(worker.url())); i++)
    await page.waitForTimeout(100);
  assert.equal(page.workers().filter((worker) => isOurs(worker.url())).length, 0);
});

test("the example's page grows the object of its seed", async () => {
  const { page } = opened;
  await page.goto(`${new URL(served.url).origin}/segmenter.html?image=data/em&seed=${SEEDS.first.join(',')}`);
  await page.locator('[part~="model"]').waitFor();
  await page.locator('#grow').click();
  await outcome(page, /Object \d+: [\d,]+ voxels, complete/);
  await tool(page).getByText('Undo').click();
  await words(page, 'object').waitFor({ state: 'detached' });
});

test('files that are no models are told apart', async () => {
  await writeFile(join(folder, 'notes.safetensors'), 'These are words, and no weights at all.');
  const page = await openTool();
  await loadModel(page, 'data/notes.safetensors');
  const problem = words(page, 'problem');
  assert.match(
    (await problem.textContent()) ?? '',
    /expected a model as safetensors, got 39 bytes of something else/,
  );
  await problem.getByText('Close').click();
  await loadModel(page, 'data/nothing.safetensors');
  assert.match((await problem.textContent()) ?? '', /expected a model, got HTTP 404/);
});

test('a GPU that is lost while an object grows costs time, and no voxel', async () => {
  const { page } = opened;
  const prelude = `{
    const { requestDevice } = GPUAdapter.prototype;
    let devices = 0;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      const device = await requestDevice.apply(this, given);
      if (devices++ === 0) globalThis.firstDevice = device;
      return device;
    };
    let maps = 0;
    const { mapAsync } = GPUBuffer.prototype;
    GPUBuffer.prototype.mapAsync = function (...given) {
      if (++maps === 2) globalThis.firstDevice.destroy();
      return mapAsync.apply(this, given);
    };
  }\n`;
  await page.route('**/segmenter-worker.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: prelude + (await response.text()) });
  });
  await openTool();
  await loadModel(page);
  await clickOn(page, SEEDS.first);
  await outcome(page, /Object \d+: [\d,]+ voxels, complete/);
  await page.unroute('**/segmenter-worker.js');
  const grown = Array.from(await exported(page), (label) => Number(label !== 0));
  assert.equal(
    differences(
      grown,
      Array.from(byProgram, (label) => Number(label === 1)),
    ),
    0,
  );
  await tool(page).getByText('Undo').click();
});

test('without WebGPU it says so, and computes on the CPU once a person chooses it', async () => {
  const { page } = opened;
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined, configurable: true });
  });
  await openTool();
  await loadModel(page);
  const problem = words(page, 'problem');
  assert.match(
    (await problem.textContent()) ?? '',
    /expected a GPU through WebGPU, got a browser without it/,
  );
  assert.equal(await words(page, 'model').count(), 0, 'nothing is computed on the CPU unasked');
  await problem.getByText('Run on the CPU (slow)').click();
  await words(page, 'model').filter({ hasText: 'cpu (WebAssembly' }).waitFor();
  await clickOn(page, SEEDS.first);
  await outcome(page, /Object \d+: [\d,]+ voxels, complete/);
  const grown = Array.from(await exported(page), (label) => Number(label !== 0));
  assert.equal(
    differences(
      grown,
      Array.from(byProgram, (label) => Number(label === 1)),
    ),
    0,
  );
  assert.equal(grown.length, SIZE[0] * SIZE[1] * SIZE[2]);
});
