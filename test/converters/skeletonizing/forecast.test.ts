import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { test } from 'node:test';
import { planSkeletonize, skeletonizeDataset } from '../../../converters/jobs/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { contentsOf, createTubes } from './datasets.ts';

const OPTIONS = { constantNm: 40, minVoxels: 10, blockVoxels: 32, parallel: 2 } as const;

test('a dry run says what is new, goes on, is complete or is in the way, and changes nothing', async () => {
  const folder = await createTubes();
  try {
    const look = async (options: object = {}) => {
      const before = await contentsOf(folder);
      const plan = await planSkeletonize(folder, { ...OPTIONS, ...options }).catch((error: unknown) => error);
      assert.deepEqual(await contentsOf(folder), before);
      return plan;
    };
    // 96 x 72 x 40 voxels from (-5, 3, 40) on: cuts at 0, 32, 64; at 32, 64; at 64.
    const blocks = 4 * 3 * 2;
    const block = { peakBytes: 2 * 40 * 32 ** 3, threads: 2, missingChunks: 0 };
    assert.deepEqual(await look(), { state: 'new', blocks, doneBlocks: 0, ...block });
    assert.deepEqual(await look({ part: { index: 1, count: 5 } }), {
      ...{ state: 'new', blocks: 5, doneBlocks: 0, ...block },
    });
    assert.deepEqual((await readdir(folder)).sort(), ['8_8_8', 'info']);

    let stdout = '';
    const write = (text: string) => {
      stdout += text;
      return true;
    };
    const io = { stdout: { write }, stderr: { write: () => true }, signal: new AbortController().signal };
    const flags = ['--dry-run', '--block', '32', '--parallel', '2', '--labels', '3,7'];
    assert.equal(await runProgram(['skeletonize', folder, ...flags], io), 0);
    const work = '24 blocks, 2 threads, at most about 2.6 MB of memory for blocks';
    assert.equal(stdout, `${folder}/skeletons: would write skeletons of labels 3,7: ${work}\n`);

    const controller = new AbortController();
    const onProgress = (_: string, done: number) => done >= 7 && controller.abort();
    const options = { ...OPTIONS, parallel: 1, signal: controller.signal, onProgress };
    await assert.rejects(skeletonizeDataset(folder, options), { tag: 'aborted' });
    const resumed = (await look()) as { state: string; doneBlocks: number };
    assert.deepEqual([resumed.state, resumed.doneBlocks], ['unfinished', 7]);
    assert.match(
      String(await look({ tickNm: 9 })),
      /same command as the unfinished run there, --tick 0, got 9/,
    );
    assert.deepEqual(await look({ force: true }), { state: 'new', blocks, doneBlocks: 0, ...block });

    await skeletonizeDataset(folder, OPTIONS);
    assert.deepEqual(await look(), { state: 'complete', blocks, doneBlocks: blocks, ...block });
    assert.match(String(await look({ tickNm: 9 })), /got other skeletons/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
