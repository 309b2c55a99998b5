import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeChunk, type PyramidSpec, planRounds } from '../../../converters/pyramid/index.ts';
import { boxSize, volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import type { ScaleInfo } from '../../../datasets/precomputed/index.ts';
import { assertSameSamples, randomBlock } from '../../datasets/support/blocks.ts';
import { slowDownsample } from '../../datasets/voxels/downsample/slow-downsample.ts';

const scale = (key: string, n: number): ScaleInfo => ({
  key,
  size: xyz(n, n, n),
  voxelOffset: xyz(0, 0, 0),
  resolutionNm: xyz(1, 1, 1),
  chunkSizes: [xyz(8, 8, 8)],
  encoding: 'raw',
});

const spec: PyramidSpec = {
  output: 'ds',
  info: {
    type: 'image',
    dataType: 'uint8',
    numChannels: 1,
    scales: [scale('a', 32), scale('b', 16), scale('c', 8)],
  },
  factors: [xyz(2, 2, 2), xyz(2, 2, 2)],
  method: 'average',
  sparse: false,
  gzipLevel: 6,
};
const block = randomBlock('uint8', xyz(32, 32, 32), 90);
const whole = createMemoryVolume(block);

test('one task makes all scales that nest, each of the one before it', async () => {
  const [round, ...others] = planRounds(spec);
  assert.deepEqual([round?.levels.length, round?.tasks, others.length], [2, 1, 0]);
  const made: string[] = [];
  const top = await makeChunk(
    {
      levels: round?.levels ?? [],
      source: whole,
      options: { method: 'average' },
      emit: async ({ level, position }) => {
        made.push(`${level.scale.key} ${position.join()}`);
      },
    },
    1,
    xyz(0, 0, 0),
  );
  assert.equal(made.length, 9);
  const options = { method: 'average', factors: xyz(2, 2, 2) } as const;
  const half = Uint8Array.from(slowDownsample(block, xyz(0, 0, 0), options) as number[]);
  const quarter = slowDownsample({ ...block, size: xyz(16, 16, 16), data: half }, xyz(0, 0, 0), options);
  assertSameSamples(top.data, quarter as number[]);
});

test('where memory does not suffice, a task is halved until it does, and gives the same voxels', async () => {
  const [round] = planRounds(spec);
  let refused = 0;
  const small = {
    ...whole,
    read(box: Parameters<typeof whole.read>[0]) {
      if (volumeOf(boxSize(box)) <= 600) return whole.read(box);
      refused++;
      throw new RangeError('Array buffer allocation failed');
    },
  };
  const make = (source: typeof whole) =>
    makeChunk(
      { levels: round?.levels ?? [], source, options: { method: 'average' }, emit: async () => undefined },
      1,
      xyz(0, 0, 0),
    );
  assertSameSamples((await make(small)).data, (await make(whole)).data);
  assert.ok(refused > 8, `${refused}`);
  const broken = { ...whole, read: () => Promise.reject(new RangeError('Array buffer allocation failed')) };
  await assert.rejects(make(broken), /allocation/);
});
