import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UnsupportedError } from '../../../../datasets/errors.ts';
import { type Xyz, xyz } from '../../../../datasets/geometry/index.ts';
import { createSamples, DATA_TYPES, type DataType, type VoxelBlock } from '../../../../datasets/volume.ts';
import {
  coarseBounds,
  DOWNSAMPLE_METHODS,
  type DownsampleMethod,
  downsampleBlock,
  fineBounds,
} from '../../../../datasets/voxels/index.ts';
import { slowDownsample } from './slow-downsample.ts';

const blockOf = (dataType: DataType, size: Xyz, values: readonly (number | bigint)[]): VoxelBlock => {
  const data = createSamples(dataType, values.length);
  for (let i = 0; i < values.length; i++) {
    data[i] = data instanceof BigUint64Array ? BigInt(values[i]) : Number(values[i]);
  }
  return { dataType, size, numChannels: 1, data };
};

const allowed = (dataType: DataType, method: DownsampleMethod): boolean =>
  !(dataType === 'uint64' && method === 'average') && !(dataType === 'float32' && method === 'mode');

/** Few distinct values, some differing in the high lane only: ties and near misses are frequent. */
const VALUES: Readonly<Record<DataType, readonly (number | bigint)[]>> = {
  uint8: [0, 1, 2, 255],
  int8: [0, -1, 3, -128, 127],
  uint16: [0, 1, 2, 65535],
  int16: [0, -1, 2, -32768],
  uint32: [0, 1, 2, 4294967295],
  int32: [0, -1, 2, -2147483648, 2147483647],
  uint64: [0n, 1n, 1n << 32n, (1n << 32n) + 1n, (1n << 64n) - 1n],
  float32: [0, 0.5, -1.25, 1e30],
};

const cases = fc.record({
  dataType: fc.constantFrom(...DATA_TYPES),
  method: fc.constantFrom(...DOWNSAMPLE_METHODS),
  size: fc.tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 6 }),
  ),
  begin: fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: -5, max: 5 }))),
  factors: fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 4 }))),
  channels: fc.integer({ min: 1, max: 2 }),
  sparse: fc.boolean(),
  seed: fc.infiniteStream(fc.nat(1000)),
});

test('every method equals its definition, on every type, any factors, any position', () => {
  fc.assert(
    fc.property(cases, ({ dataType, method, size, begin, factors, channels, sparse, seed }) => {
      fc.pre(allowed(dataType, method));
      const values = VALUES[dataType];
      const length = size[0] * size[1] * size[2] * channels;
      const picks = Array.from({ length }, () => values[(seed.next().value ?? 0) % values.length]);
      const block = { ...blockOf(dataType, size, picks), numChannels: channels };
      const options = { method, factors: factors as unknown as Xyz, sparse };
      const origin = begin as unknown as Xyz;
      const result = downsampleBlock(block, origin, options);
      assert.deepEqual([...result.data], slowDownsample(block, origin, options));
      assert.equal(result.dataType, dataType);
    }),
    { numRuns: 1500 },
  );
});

test('2x2x2 and 2x2x1 cells, which have loops of their own, equal the definition', () => {
  fc.assert(
    fc.property(cases, fc.constantFrom(1, 2), ({ dataType, method, size, sparse, seed }, dz) => {
      fc.pre(allowed(dataType, method));
      const values = VALUES[dataType];
      const even = xyz(2 * size[0], 2 * size[1], 2 * size[2]);
      const length = even[0] * even[1] * even[2];
      const picks = Array.from({ length }, () => values[(seed.next().value ?? 0) % 3]);
      const block = blockOf(dataType, even, picks);
      const options = { method, factors: xyz(2, 2, dz), sparse };
      const result = downsampleBlock(block, xyz(0, 0, 0), options);
      assert.deepEqual([...result.data], slowDownsample(block, xyz(0, 0, 0), options));
    }),
    { numRuns: 500 },
  );
});

test('averages round to the nearest, halves to the even neighbour', () => {
  const average = (values: number[]) =>
    downsampleBlock(blockOf('uint8', xyz(values.length, 1, 1), values), xyz(0, 0, 0), {
      method: 'average',
      factors: xyz(values.length, 1, 1),
    }).data[0];
  assert.deepEqual([average([0, 1]), average([1, 2]), average([2, 3]), average([254, 255])], [0, 2, 2, 254]);
  assert.deepEqual([average([0, 0, 1]), average([0, 1, 1]), average([0, 0, 0, 1, 1])], [0, 1, 0]);
});

test('ties go to the first label in scan order; sparse: background loses them', () => {
  const mode = (values: bigint[], sparse: boolean) =>
    downsampleBlock(blockOf('uint64', xyz(2, 2, 2), values), xyz(0, 0, 0), {
      method: 'mode',
      factors: xyz(2, 2, 2),
      sparse,
    }).data[0];
  assert.equal(mode([7n, 7n, 7n, 7n, 5n, 5n, 5n, 5n], false), 7n);
  assert.equal(mode([0n, 0n, 0n, 0n, 5n, 5n, 5n, 5n], false), 0n);
  assert.equal(mode([0n, 0n, 0n, 0n, 5n, 5n, 5n, 5n], true), 5n);
  assert.equal(mode([0n, 0n, 0n, 0n, 0n, 5n, 5n, 5n], true), 0n);
});

test('cells are aligned to coordinate 0, so pieces of a volume agree', () => {
  assert.deepEqual(coarseBounds({ begin: [-3, 5, 0], end: [4, 6, 0] }, xyz(2, 2, 2)), {
    begin: [-2, 2, 0],
    end: [2, 3, 0],
  });
  const within = { begin: xyz(-3, 0, 0), end: xyz(4, 9, 9) };
  assert.deepEqual(fineBounds({ begin: [-2, 0, 0], end: [2, 1, 5] }, xyz(2, 2, 2), within), {
    begin: [-3, 0, 0],
    end: [4, 2, 9],
  });
});

test('the average of labels and the mode of floats are refused', () => {
  const options = { factors: xyz(2, 1, 1) };
  const labels = blockOf('uint64', xyz(2, 1, 1), [1n, 2n]);
  const floats = blockOf('float32', xyz(2, 1, 1), [1, 2]);
  assert.throws(
    () => downsampleBlock(labels, xyz(0, 0, 0), { ...options, method: 'average' }),
    UnsupportedError,
  );
  assert.throws(
    () => downsampleBlock(floats, xyz(0, 0, 0), { ...options, method: 'mode' }),
    UnsupportedError,
  );
});
