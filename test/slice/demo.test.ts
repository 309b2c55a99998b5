/** The whole job on the synthetic volume, as `npm start` runs it without data: nothing but the repository is needed. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DemoSummary } from '../../converters/demo/index.ts';
import { xyz } from '../../datasets/geometry/index.ts';
import { createPhantom } from '../../datasets/phantom/index.ts';
import { decodeModel } from '../../ffn/model/index.ts';
import { readFfnLabels, runDemoOnce } from '../support/demo-run.ts';
import { checkChunks, checkMeshes, checkPage } from '../support/slice-checks.ts';

/** A slice of the default volume: a minute less. */
const SIZE = xyz(64, 64, 48);
const VOXEL_NM = xyz(10, 10, 20);
const FLAGS = ['--size', SIZE.join()];
const truth = createPhantom({ style: 'em', seed: 901, size: SIZE });

let folder = '';
let summary: DemoSummary;
let grey: Uint8Array;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-slice-'));
  summary = await runDemoOnce(folder, ...FLAGS);
  grey = (await truth.image.read(truth.image.bounds)).data as Uint8Array;
});
after(() => rm(folder, { recursive: true, force: true }));

test('our own network finds the objects of a volume that it never saw', (t) => {
  const [score] = summary.scores;
  t.diagnostic(JSON.stringify(score));
  assert.ok(score && summary.objects.length >= 10);
  assert.ok(score.segmented.voxels > 0.35 * score.all.voxels, 'a share of the voxels');
  assert.ok(score.segmented.adaptedRandError < 0.12 && score.mergeCount <= 1, 'as they are');
});

test('the network lies beside its results, with what it was trained on', async () => {
  const bytes = new Uint8Array(await readFile(join(summary.folder, 'model.safetensors')));
  const { metadata, config } = decodeModel(bytes, 'model.safetensors');
  assert.deepEqual(metadata, {
    voxelSizeNm: [10, 10, 20],
    polarity: 'dark-membranes',
    imageMean: 136,
    imageStddev: 34,
  });
  assert.equal(config.depth, 6);
});

test('a second start keeps everything', async () => {
  const { sha256 } = await readFfnLabels(summary);
  const again = await runDemoOnce(folder, ...FLAGS);
  assert.equal(again.skipped, true);
  assert.deepEqual(again.scores, summary.scores);
  assert.equal((await readFfnLabels(again)).sha256, sha256);
});

test("Neuroglancer's decoder reads the same voxels from the chunks", () => checkChunks(summary, grey));

test('every object has a closed mesh of its size', () => checkMeshes(summary, VOXEL_NM));

test('the page shows what the data say', async (t) => {
  for (const line of await checkPage(summary, { grey, voxelSizeNm: VOXEL_NM })) t.diagnostic(line);
});
