import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relabelVolume, type Unmapped } from '../../../converters/transforms/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { assertSameSamples, createRandom } from '../../datasets/support/blocks.ts';

const BIG = 2n ** 63n + 5n;
const TABLE = new Map([
  [1n, 10n],
  [2n, BIG],
  [3n, 0n],
]);

const relabelled = async (data: Int32Array, unmapped?: Unmapped) => {
  const volume = createMemoryVolume({
    dataType: 'int32',
    size: xyz(data.length, 1, 1),
    numChannels: 1,
    data,
  });
  const { dataType, data: out } = await relabelVolume(volume, TABLE, { unmapped }).read(volume.bounds);
  assert.equal(dataType, 'uint64');
  return [...(out as BigUint64Array)];
};

test('labels follow the table, all 64 bits, and 0 stays 0', async () => {
  assert.deepEqual(await relabelled(Int32Array.of(0, 1, 1, 2, 3, 1)), [0n, 10n, 10n, BIG, 0n, 10n]);
});

test('a label without a row fails, or is kept or cleared as asked', async () => {
  await assert.rejects(relabelled(Int32Array.of(1, 9)), {
    tag: 'invalid',
    message: /label 9: expected a row/,
  });
  assert.deepEqual(await relabelled(Int32Array.of(1, 9), 'keep'), [10n, 9n]);
  assert.deepEqual(await relabelled(Int32Array.of(1, 9), 'zero'), [10n, 0n]);
  await assert.rejects(relabelled(Int32Array.of(-1), 'keep'), {
    tag: 'invalid',
    message: /no negative labels/,
  });
});

test('uint64 labels: both lanes count, against a map of bigints', async () => {
  const random = createRandom(3);
  const label = () => (BigInt(random(4)) << 62n) | (BigInt(random(3)) << 32n) | BigInt(random(5));
  const table = new Map(Array.from({ length: 60 }, () => [label(), label()] as const));
  table.set(0n, 9n);
  const data = BigUint64Array.from({ length: 4096 }, label);
  const block = { dataType: 'uint64', size: xyz(4096, 1, 1), numChannels: 1, data } as const;
  const volume = relabelVolume(createMemoryVolume(block), table, { unmapped: 'keep' });
  const expected = Array.from(data, (old) => table.get(old) ?? old);
  assertSameSamples((await volume.read(volume.bounds)).data, expected);
  const zeros = createMemoryVolume({ ...block, data: new BigUint64Array(4096) });
  const mapped = await relabelVolume(zeros, table).read(zeros.bounds);
  assert.equal(mapped.data[4095], 9n, 'a row for 0 is followed');
});
