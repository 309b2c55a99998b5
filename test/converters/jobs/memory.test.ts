import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  defaultMemoryBytes,
  downsampleDataset,
  meshDataset,
  skeletonizeDataset,
  threadsWithin,
} from '../../../converters/jobs/index.ts';
import { runProgram } from '../../../converters/program.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';

test('half of the machine, or of what its container may have; threads that fit, at least one', () => {
  assert.equal(defaultMemoryBytes(0), totalmem() / 2);
  assert.equal(defaultMemoryBytes(2 ** 30), 2 ** 29);
  assert.equal(defaultMemoryBytes(2 ** 60), totalmem() / 2);
  assert.equal(threadsWithin(100, 1000), 1);
  assert.equal(threadsWithin(1e12, 1), availableParallelism());
});

test('--memory decides about the scale that is meshed, and refuses blocks of skeletons that do not fit', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-memory-'));
  t.after(() => rm(folder, { recursive: true }));
  const size = xyz(32, 32, 32);
  const data = new BigUint64Array(32 ** 3).fill(5n);
  const volume = createMemoryVolume(
    { dataType: 'uint64', size, numChannels: 1, data },
    { voxelSizeNm: xyz(8, 8, 8) },
  );
  const spec = { type: 'segmentation', encoding: 'raw', chunkSize: xyz(16, 16, 16) } as const;
  await writePrecomputed(createFileStore(folder), spec, volume);
  await downsampleDataset(folder);
  // Three bytes a voxel for a label: 98 kB of the finest scale, 12 kB of the next one.
  assert.equal((await meshDataset(folder, { memoryBytes: 2e4 })).mip, 1);
  assert.equal((await meshDataset(folder, { memoryBytes: 2e5, force: true })).mip, 0);
  await assert.rejects(meshDataset(folder, { memoryBytes: 1e3, force: true }), {
    tag: 'too-large',
    message: /--memory/,
  });
  // Forty bytes a voxel: 1.3 MB.
  await assert.rejects(skeletonizeDataset(folder, { memoryBytes: 1e6 }), {
    tag: 'too-large',
    message:
      /expected blocks of at most 0\.0010 GB \(--memory\), got 0\.0013 GB for one\. Give a smaller --block/,
  });
  const { labels } = await skeletonizeDataset(folder, { memoryBytes: 1e6, blockVoxels: 16 });
  assert.deepEqual(labels, [5n]);
});

test('--memory is a number of gigabytes', async () => {
  for (const verb of ['mesh', 'skeletonize', 'downsample']) {
    let stderr = '';
    const io = { stdout: { write: () => '' }, stderr: { write: (text: string) => (stderr += text) } };
    const signal = new AbortController().signal;
    assert.equal(await runProgram([verb, 'nowhere', '--memory', '4GB'], { ...io, signal }), 2);
    assert.match(stderr, /--memory: expected a number from 0\.01 to 1000000, got "4GB"/);
  }
});
