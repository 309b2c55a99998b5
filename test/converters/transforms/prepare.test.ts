import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareTransforms, type TransformRequest } from '../../../converters/transforms/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';

test('labels are counted unless who looks at the description says that nothing is needed', async () => {
  const data = BigUint64Array.of(5n, 5n, 7n, 0n);
  const memory = createMemoryVolume({ dataType: 'uint64', size: xyz(4, 1, 1), numChannels: 1, data });
  let reads = 0;
  const volume: typeof memory = {
    ...memory,
    read(...args) {
      reads++;
      return memory.read(...args);
    },
  };
  const request = { minVoxels: 2, split: false } as TransformRequest;
  for (const [isNeeded, dropped, some] of [
    [true, [7n], true],
    [false, undefined, false],
  ] as const) {
    reads = 0;
    const { drop } = await prepareTransforms(volume, request, { onDescribed: async () => isNeeded });
    assert.deepEqual([drop, reads > 0], [dropped, some]);
  }
});
