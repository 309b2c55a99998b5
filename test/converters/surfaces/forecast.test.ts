import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { meshDataset, planMeshes } from '../../../converters/jobs/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { writeRough } from './rough-labels.ts';

const OPTIONS = { blockVoxels: 16, maxErrorNm: 2, parallel: 1, mip: 0 } as const;

/** Every path, with what changes when it is written. */
async function pathsOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  const times = names.map(async (name) => `${name} ${(await stat(join(folder, name))).mtimeMs}`);
  return Promise.all(times);
}

async function verb(...args: string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await runProgram(['mesh', ...args], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

test('a dry run says what is new, goes on, is complete or is in the way, and changes nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-mesh-plan-'));
  try {
    await writeRough(createFileStore(folder), xyz(31, 30, 15), 16);
    const look = async (options: object = {}) => {
      const before = await pathsOf(folder);
      const plan = await planMeshes(folder, { ...OPTIONS, ...options }).catch((error: unknown) => error);
      assert.deepEqual(await pathsOf(folder), before);
      return plan;
    };
    // Blocks of 16 cells, of which there is one more than voxels.
    const blocks = 2 * 2 * 1;
    const rest = { mip: 0, threads: 1, peakBytes: 16 * 16 ** 3 };
    assert.deepEqual(await look(), { state: 'new', blocks, doneBlocks: 0, ...rest });
    assert.deepEqual(await look({ part: { index: 2, count: 3 } }), {
      ...{ state: 'new', blocks: 1, doneBlocks: 0, ...rest },
    });
    const flags = [folder, '--dry-run', '--block', '16', '--parallel', '1', '--mip', '0'];
    const { code, stdout } = await verb(...flags, '--labels', '7,12');
    const work = '4 blocks of scale 0, 1 thread, at most about 65.5 kB of memory for blocks';
    assert.deepEqual([code, stdout], [0, `${folder}/mesh: would write meshes of labels 7,12: ${work}\n`]);
    const both = await verb(...flags, '--labels', '7', '--export', join(folder, 'obj'));
    assert.equal(both.code, 2);
    assert.match(both.stderr, /--dry-run: expected no --export/);

    const controller = new AbortController();
    const onProgress = (done: number) => done >= 3 && controller.abort();
    const stopped = meshDataset(folder, { ...OPTIONS, signal: controller.signal, onProgress });
    await assert.rejects(stopped, { tag: 'aborted' });
    const half = (await look()) as { state: string; doneBlocks: number };
    assert.deepEqual([half.state, half.doneBlocks], ['unfinished', 3]);
    assert.match(String(await look({ dustVoxels: 9 })), /same command as the unfinished run there/);
    assert.equal(((await look({ dustVoxels: 9, force: true })) as { state: string }).state, 'new');

    await meshDataset(folder, OPTIONS);
    assert.deepEqual(await look(), { state: 'complete', blocks, doneBlocks: blocks, ...rest });
    assert.match(String(await look({ dustVoxels: 9 })), /of other meshes/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
