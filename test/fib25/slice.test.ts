/** The whole job on real EM with the published network, as `npm start` runs it where the data are. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { DemoSummary } from '../../converters/demo/index.ts';
import { type Box, boxSize, xyz } from '../../datasets/geometry/index.ts';
import { readFfnLabels, runDemoOnce } from '../support/demo-run.ts';
import { fib25Path, repoPath } from '../support/paths.ts';
import { checkChunks, checkMeshes, checkPage } from '../support/slice-checks.ts';

const VOXEL_NM = xyz(10, 10, 10);
/** Thirteen objects in 75 evaluations of the network. */
const DATA = ['--data', fib25Path(), '--box', '72,72,72,64,64,64'];

let folder = '';
let summary: DemoSummary;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-slice-'));
  summary = await runDemoOnce(folder, ...DATA);
});
after(() => rm(folder, { recursive: true, force: true }));

test('at least three objects come out of a 64x64x64 box', () => {
  assert.deepEqual([...boxSize(summary.box)], [64, 64, 64]);
  assert.ok(summary.objects.length >= 3, `${summary.objects.length} objects`);
});

test('it is measured by the ground truth and by the published segmentation: no merger against either', () => {
  const [truth, published] = summary.scores;
  assert.equal(truth?.reference, 'the ground truth');
  assert.equal(published?.reference, 'the published segmentation');
  assert.equal(published.mergeCount, 0);
  // The box has a margin of 16 voxels where no field of view fits; within it, little differs from the run of the whole volume.
  assert.ok(published.segmented.voxels > published.all.voxels / 4);
  assert.ok(published.segmented.adaptedRandError < 0.1, JSON.stringify(published));
});

test('the labels are the same on every run', async (t) => {
  const { sha256 } = await readFfnLabels(summary);
  const again = await runDemoOnce(join(folder, 'again'), ...DATA);
  assert.equal((await readFfnLabels(again)).sha256, sha256);
  t.diagnostic(`${summary.evaluations} evaluations, ${summary.objects.length} objects, SHA-256 ${sha256}`);
});

test("Neuroglancer's decoder reads the same voxels from the chunks", async () =>
  checkChunks(summary, await readSlices(summary.box)));

test('every object has a closed mesh of its size', () => checkMeshes(summary, VOXEL_NM));

test('the page shows what the data say', async (t) => {
  const picture = process.env['UPDATE_PICTURES'] ? repoPath('docs/images/slice.png') : undefined;
  for (const line of await checkPage(summary, {
    grey: await readSlices(summary.box),
    voxelSizeNm: VOXEL_NM,
    picture,
  }))
    t.diagnostic(line);
});

/** The box from the published PNG files: slice number is z + 2600. */
async function readSlices(box: Box): Promise<Uint8Array> {
  const [sx, sy, sz] = boxSize(box);
  const grey = new Uint8Array(sx * sy * sz);
  for (let z = 0; z < sz; z++) {
    const file = fib25Path('grayscale_maps', `iso.${2600 + box.begin[2] + z}.png`);
    const cut = { left: box.begin[0], top: box.begin[1], width: sx, height: sy };
    grey.set(await sharp(file).extract(cut).toColourspace('b-w').raw().toBuffer(), sx * sy * z);
  }
  return grey;
}
