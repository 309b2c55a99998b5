import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type SkeletonizeOptions,
  skeletonizeDataset,
  verifyDataset,
} from '../../../converters/jobs/index.ts';
import { decodeSkeleton, RADIUS } from '../../../datasets/precomputed/skeletons/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { readSkeletonsByNeuroglancer } from '../../datasets/support/neuroglancer-skeletons.ts';
import { contentsOf, createTubes, LABELS } from './datasets.ts';

const OPTIONS = { constantNm: 40, minVoxels: 10, blockVoxels: 32, parallel: 2, tickNm: 30 } as const;

async function withTubes(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await createTubes();
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything but the records, which name threads' flags no more than the folder. */
async function written(folder: string, options: SkeletonizeOptions): Promise<Record<string, string>> {
  await skeletonizeDataset(folder, { ...OPTIONS, ...options, force: true });
  return contentsOf(folder);
}

test('sharded and not: identical bytes in any run, whatever --parallel and --block; nothing of the run is left', () =>
  withTubes(async (folder) => {
    for (const sharded of [false, true]) {
      const one = await written(folder, { parallel: 1, sharded });
      assert.deepEqual(await written(folder, { parallel: 4, sharded }), one);
      for (const blockVoxels of [16, 64, 128, 1024])
        assert.deepEqual(await written(folder, { parallel: 2, sharded, blockVoxels }), one, `${blockVoxels}`);
      const names = Object.keys(one).filter(
        (name) => !/^\d+_\d+_\d+\//.test(name) && !name.includes('8_8_8'),
      );
      assert.ok(!names.some((name) => name.startsWith('.floodlight')), names.join());
      const objects = names.filter((name) => /^skeletons\/(\d+|[0-9a-f]*\.shard)$/.test(name));
      assert.equal(objects.length, sharded ? 1 : LABELS.length);
    }
  }));

test('stopped after every block and every group, then run again: the bytes of an undisturbed run', () =>
  withTubes(async (folder) => {
    const whole = await written(folder, { sharded: true });
    await rm(join(folder, 'skeletons'), { recursive: true });
    let stops = 0;
    for (let isComplete = false; !isComplete; ) {
      const controller = new AbortController();
      const options = {
        ...OPTIONS,
        sharded: true,
        parallel: 1,
        signal: controller.signal,
        force: stops === 0,
      };
      try {
        await skeletonizeDataset(folder, { ...options, onProgress: () => controller.abort() });
        isComplete = true;
      } catch (error) {
        assert.equal((error as { tag?: string }).tag, 'aborted');
        stops++;
      }
    }
    assert.ok(stops >= 20, `${stops}`);
    assert.deepEqual(await contentsOf(folder), whole);
  }));

test('Neuroglancer reads every skeleton, out of shards and out of files, and so does verify', () =>
  withTubes(async (folder) => {
    const store = createFileStore(folder);
    const { labels } = await skeletonizeDataset(folder, { ...OPTIONS, sharded: false });
    assert.deepEqual(labels, LABELS);
    const files = await readSkeletonsByNeuroglancer(store, 'skeletons', LABELS);
    for (const [i, label] of LABELS.entries()) {
      const bytes = await store.get(`skeletons/${label}`);
      assert.deepEqual(files[i], decodeSkeleton(bytes!, [RADIUS]));
    }
    const { shards } = await skeletonizeDataset(folder, { ...OPTIONS, sharded: true, force: true });
    assert.equal(shards, 1);
    assert.deepEqual(await readSkeletonsByNeuroglancer(store, 'skeletons', LABELS), files);
    const report = await verifyDataset(store);
    assert.deepEqual(report.problems, []);
  }));

test('rerun = done; other parameters and skeletons of another program are refused unless forced', () =>
  withTubes(async (folder) => {
    const first = await skeletonizeDataset(folder, OPTIONS);
    const messages: string[] = [];
    const again = await skeletonizeDataset(folder, { ...OPTIONS, onMessage: (text) => messages.push(text) });
    assert.deepEqual(again, first);
    assert.match(messages.join(), /is complete/);
    const other = { ...OPTIONS, scale: 3 };
    await assert.rejects(skeletonizeDataset(folder, other), /expected no skeletons/);
    await skeletonizeDataset(folder, { ...other, force: true });
    await rm(join(folder, 'skeletons/completion.json'));
    await assert.rejects(skeletonizeDataset(folder, other), { tag: 'invalid' });
    assert.ok(!(await readdir(folder)).includes('.floodlight-skeletons'));
  }));

test('missing chunks are counted and refused; --fill-missing takes them for background', () =>
  withTubes(async (folder) => {
    const scale = (await readdir(folder)).find((name) => name.startsWith('8'))!;
    const chunks = await readdir(join(folder, scale));
    for (const name of chunks.slice(0, 3)) await rm(join(folder, scale, name));
    const refusal = new RegExp(`expected all chunks, got 3 of ${chunks.length} chunks missing`);
    await assert.rejects(skeletonizeDataset(folder, OPTIONS), refusal);
    const { labels } = await skeletonizeDataset(folder, { ...OPTIONS, fillMissing: true });
    assert.ok(labels.length > 0);
  }));

test('a torn file of runs is an error, not a skeleton less', () =>
  withTubes(async (folder) => {
    const controller = new AbortController();
    const options = { ...OPTIONS, parallel: 1, signal: controller.signal };
    await assert.rejects(skeletonizeDataset(folder, { ...options, onProgress: () => controller.abort() }));
    const blocks = join(folder, '.floodlight-skeletons/blocks');
    await mkdir(blocks).catch(() => undefined);
    await writeFile(join(blocks, '0.runs'), new Uint8Array(31).fill(1));
    await assert.rejects(skeletonizeDataset(folder, OPTIONS), { tag: 'corrupt' });
  }));
