/** The whole job on the synthetic volume, as `npm start` runs it without data: nothing but the repository is needed. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DemoSummary } from '../../converters/demo/index.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import { createCellPhantom } from '../../datasets/phantom/index.ts';
import { readFfnLabels, runDemoOnce } from '../support/demo-run.ts';
import { checkChunks, checkMeshes, checkPage } from '../support/slice-checks.ts';

const VOXEL_NM = 8;
const truth = createCellPhantom({ size: xyz(64, 64, 64), seed: 1 });

let folder = '';
let summary: DemoSummary;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-slice-'));
  summary = await runDemoOnce(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

test('at least five objects come out, each inside one true cell', async () => {
  assert.ok(summary.objects.length >= 5, `${summary.objects.length} objects`);
  assert.ok((summary.evaluations ?? 0) >= 200);
  const { labels } = await readFfnLabels(summary);
  for (const id of summary.objects.map(Number)) {
    const cells = new Map<number, number>();
    let voxels = 0;
    labels.forEach((label, i) => {
      if (label !== id) return;
      const cell = Number(truth.labels.data[i]);
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
      voxels++;
    });
    // Its network cuts at half brightness, which may take in a voxel of membrane, but never two cells.
    cells.delete(0);
    assert.equal(cells.size, 1, `object ${id} lies in cells ${[...cells.keys()]}`);
    assert.ok([...cells.values()][0]! / voxels > 0.8, `object ${id}: mostly membrane`);
  }
});

test('a second run gives the same labels, and a rerun keeps them', async () => {
  const { sha256 } = await readFfnLabels(summary);
  const again = await runDemoOnce(join(folder, 'again'));
  assert.equal((await readFfnLabels(again)).sha256, sha256);
  assert.equal((await runDemoOnce(join(folder, 'again'))).skipped, true);
});

test("Neuroglancer's decoder reads the same voxels from the chunks", () =>
  checkChunks(summary, truth.image.data as Uint8Array));

test('every object has a closed mesh of its size', () => checkMeshes(summary, VOXEL_NM));

test('the page shows what the data say', async (t) => {
  for (const line of await checkPage(summary, truth.image.data as Uint8Array)) t.diagnostic(line);
});
