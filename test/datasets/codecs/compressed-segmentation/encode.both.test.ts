import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeCompressedSegmentation,
  encodeCompressedSegmentation,
} from '../../../../datasets/codecs/index.ts';
import { InvalidDataError, TooLargeError } from '../../../../datasets/errors.ts';
import { volumeOf, xyz } from '../../../../datasets/geometry/index.ts';
import { createSamples } from '../../../../datasets/volume.ts';
import { assertSameSamples, createRandom, randomSamples } from '../../support/blocks.ts';
import { decodeByNeuroglancer, encodeByNeuroglancer, type Labels } from '../../support/neuroglancer.ts';
import { EXAMPLES } from './worked-examples.ts';

test('encodes the worked examples of the specification', () => {
  for (const name of ['A', 'B', 'C', 'E'] as const) {
    const { shape, labels, bytes } = EXAMPLES[name];
    assertSameSamples(encodeCompressedSegmentation(labels, shape), bytes);
  }
});

test('gives the bytes that Neuroglancer gives', () => {
  const blockSize = xyz(8, 8, 8);
  for (const size of [xyz(16, 16, 16), xyz(17, 9, 11), xyz(1, 1, 1), xyz(64, 3, 8)]) {
    for (const distinct of [1, 2, 4, 16, 17, 256, 700]) {
      for (const [dataType, numChannels] of [
        ['uint32', 1],
        ['uint64', 1],
        ['uint32', 2],
      ] as const) {
        const labels = randomSamples(dataType, volumeOf(size) * numChannels, distinct, distinct) as Labels;
        const ours = encodeCompressedSegmentation(labels, { dataType, size, numChannels, blockSize });
        assertSameSamples(ours, encodeByNeuroglancer(labels, size, numChannels, blockSize));
      }
    }
  }
});

/** Runs along x, as real labels have; some labels differ in one of their two words only. */
function labelsInRuns(length: number, distinct: number): BigUint64Array {
  const random = createRandom(distinct);
  const palette = Array.from({ length: distinct }, (_, i) => BigInt(i % 5) * 2n ** 32n + BigInt(i >> 1));
  const labels = new BigUint64Array(length);
  for (let i = 0; i < length; i++)
    labels[i] = random(9) === 0 ? palette[random(distinct)] : labels[Math.max(0, i - 1)];
  return labels;
}

test('gives the bytes that Neuroglancer gives for labels in runs', () => {
  const blockSize = xyz(8, 8, 8);
  for (const size of [xyz(24, 16, 16), xyz(15, 7, 12)]) {
    for (const distinct of [2, 3, 4, 5, 12, 13, 16, 17, 40]) {
      const labels = labelsInRuns(volumeOf(size), distinct);
      for (const [dataType, samples] of [
        ['uint64', labels],
        ['uint32', Uint32Array.from(labels, Number)],
      ] as const) {
        const ours = encodeCompressedSegmentation(samples, { dataType, size, numChannels: 1, blockSize });
        assertSameSamples(ours, encodeByNeuroglancer(samples, size, 1, blockSize));
      }
    }
  }
});

test('decodes to what was encoded: any size, block size, channels and labels', () => {
  const small = (most: number) => fc.integer({ min: 1, max: most });
  const triple = (most: number) => fc.tuple(small(most), small(most), small(most));
  const cases = fc.record({
    size: triple(20),
    blockSize: triple(9),
    numChannels: small(3),
    distinct: small(600),
    dataType: fc.constantFrom('uint32' as const, 'uint64' as const),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ distinct, seed, ...shape }) => {
      const labels = randomSamples(
        shape.dataType,
        volumeOf(shape.size) * shape.numChannels,
        distinct,
        seed,
      ) as Labels;
      const bytes = encodeCompressedSegmentation(labels, shape);
      assertSameSamples(decodeCompressedSegmentation(bytes, shape), labels);
      const theirs = createSamples(shape.dataType, labels.length) as Labels;
      assertSameSamples(
        decodeByNeuroglancer(bytes, theirs, shape.size, shape.numChannels, shape.blockSize),
        labels,
      );
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('blocks with equal tables share one', () => {
  const shape = {
    dataType: 'uint32',
    size: xyz(64, 64, 64),
    numChannels: 1,
    blockSize: xyz(8, 8, 8),
  } as const;
  const bytes = encodeCompressedSegmentation(new Uint32Array(64 ** 3).fill(42), shape);
  // The channel's word, two words a block, and one table of one label.
  assert.equal(bytes.length, 4 * (1 + 2 * 512 + 1));
});

test('refuses more labels in a block than indices of 16 bits can name', () => {
  const shape = {
    dataType: 'uint32',
    size: xyz(65_537, 1, 1),
    numChannels: 1,
    blockSize: xyz(65_537, 1, 1),
  } as const;
  const labels = Uint32Array.from({ length: 65_537 }, (_, i) => i);
  assert.throws(() => encodeCompressedSegmentation(labels, shape), TooLargeError);
});

test('refuses labels of another number or width than the shape says', () => {
  const shape = { dataType: 'uint32', size: xyz(2, 2, 2), numChannels: 1 } as const;
  assert.throws(() => encodeCompressedSegmentation(new Uint32Array(7), shape), InvalidDataError);
  assert.throws(() => encodeCompressedSegmentation(new BigUint64Array(8), shape), InvalidDataError);
});
