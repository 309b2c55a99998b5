import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCompressedSegmentation } from '../../../../datasets/codecs/index.ts';
import {
  CorruptDataError,
  InvalidDataError,
  isFloodlightError,
  UnsupportedError,
  UsageError,
} from '../../../../datasets/errors.ts';
import { volumeOf, xyz } from '../../../../datasets/geometry/index.ts';
import { assertSameSamples, createRandom, randomSamples, words } from '../../support/blocks.ts';
import { encodeByNeuroglancer, type Labels } from '../../support/neuroglancer.ts';
import { EXAMPLE_A, EXAMPLE_B, EXAMPLES } from './worked-examples.ts';

test('decodes the worked examples of the specification', () => {
  for (const { shape, labels, bytes } of Object.values(EXAMPLES)) {
    assertSameSamples(decodeCompressedSegmentation(bytes, shape), labels);
  }
});

test('decodes bytes that do not start at a multiple of four', () => {
  const { shape, labels, bytes } = EXAMPLE_A;
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  assertSameSamples(decodeCompressedSegmentation(shifted.subarray(1), shape), labels);
});

test('decodes into an array that is there, and refuses one that does not fit', () => {
  const { shape, labels, bytes } = EXAMPLE_A;
  const into = new BigUint64Array(18).fill(99n);
  const filled = into.subarray(1, 17);
  assert.equal(decodeCompressedSegmentation(bytes, shape, undefined, filled), filled);
  assertSameSamples(filled, labels);
  assert.deepEqual([into[0], into[17]], [99n, 99n]);
  for (const wrong of [new BigUint64Array(15), new Uint32Array(16)]) {
    assert.throws(() => decodeCompressedSegmentation(bytes, shape, undefined, wrong), UsageError);
  }
});

test('labels whose bits are those of special doubles come back as they were', () => {
  const size = xyz(8, 8, 8);
  const shape = { dataType: 'uint64', size, numChannels: 1, blockSize: size } as const;
  const special = [
    0n,
    1n << 63n,
    0x7ff0_0000_0000_0001n,
    0xfff8_0000_dead_beefn,
    0x7ff0n << 48n,
    2n ** 64n - 1n,
  ];
  for (const palette of [special, special.slice(0, 2), special.slice(2, 4), special.slice(3, 4)]) {
    const labels = BigUint64Array.from(
      { length: 512 },
      (_, i) => palette[(i * i + (i >> 5)) % palette.length],
    );
    const bytes = encodeByNeuroglancer(labels, size, 1, size);
    assertSameSamples(decodeCompressedSegmentation(bytes, shape), labels);
  }
});

test('decodes what Neuroglancer encoded, at every index width and with cut blocks', () => {
  const blockSize = xyz(8, 8, 8);
  for (const size of [xyz(8, 8, 8), xyz(17, 9, 11), xyz(1, 1, 1), xyz(3, 20, 8)]) {
    for (const distinct of [1, 2, 3, 5, 17, 300]) {
      for (const [dataType, numChannels] of [
        ['uint32', 1],
        ['uint64', 1],
        ['uint64', 3],
      ] as const) {
        const labels = randomSamples(dataType, volumeOf(size) * numChannels, distinct, distinct) as Labels;
        const bytes = encodeByNeuroglancer(labels, size, numChannels, blockSize);
        assertSameSamples(
          decodeCompressedSegmentation(bytes, { dataType, size, numChannels, blockSize }),
          labels,
        );
      }
    }
  }
});

test('names what is wrong with torn chunks', () => {
  const { shape, bytes } = EXAMPLE_B;
  const changed = (index: number, word: number) => {
    const copy = new Uint32Array(bytes.slice().buffer);
    copy[index] = word;
    return new Uint8Array(copy.buffer);
  };
  const cases: [Uint8Array, RegExp][] = [
    [bytes.subarray(0, 7), /multiple of 4 bytes/],
    [bytes.subarray(0, 12), /at least 20/],
    [changed(0, 2), /first word 1, the number of channels, got 2/],
    [changed(1, 0x03000005), /block 0 to have 0, 1, 2, 4, 8, 16, 32 bits an index, got 3/],
    [changed(1, 0x20000005), /block 0's indices inside 8 words, got words 4 to 12/],
    [changed(2, 8), /block 0's indices inside 8 words, got words 8 to 9/],
    [changed(3, 8), /block 1's table/],
    [bytes.subarray(0, 32), /block 1's table/],
  ];
  for (const [torn, message] of cases) {
    assert.throws(
      () => decodeCompressedSegmentation(torn, shape, 'x/0-3'),
      (error) =>
        error instanceof CorruptDataError && message.test(error.message) && error.subject === 'x/0-3',
      String(message),
    );
  }
});

test('reads indices of 32 bits, which the format has and nobody writes', () => {
  const size = xyz(3, 2, 1);
  const shape = { dataType: 'uint32', size, numChannels: 1, blockSize: xyz(4, 2, 1) } as const;
  // Offsets count from the block's header: 8 indices from word 2 on, the last of each row padding; the table from 10 on.
  const bytes = words(1, 0x2000_000a, 2, ...[0, 1, 1, 9], ...[1, 0, 0, 9], ...[7, 0x8000_0009]);
  const labels = [7, 0x8000_0009, 0x8000_0009, 0x8000_0009, 7, 7];
  assert.deepEqual([...decodeCompressedSegmentation(bytes, shape)], labels);
  const pairs = words(1, 0x2000_000a, 2, ...[0, 1, 1, 9], ...[1, 0, 0, 9], ...[7, 0, 9, 1]);
  const wide = decodeCompressedSegmentation(pairs, { ...shape, dataType: 'uint64' });
  assert.deepEqual([...wide], [7n, 0x1_0000_0009n, 0x1_0000_0009n, 0x1_0000_0009n, 7n, 7n]);
  for (const index of [2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
    const torn = words(1, 0x2000_000a, 2, ...[0, index, 1, 9], ...[1, 0, 0, 9], ...[7, 8]);
    assert.throws(() => decodeCompressedSegmentation(torn, shape), CorruptDataError, `${index}`);
  }
});

test('refuses a channel offset outside the file', () => {
  const { shape, bytes } = EXAMPLES.C;
  const copy = new Uint32Array(bytes.slice().buffer);
  copy[1] = 0xffff_ffff;
  assert.throws(() => decodeCompressedSegmentation(new Uint8Array(copy.buffer), shape), CorruptDataError);
  copy[1] = 0;
  assert.throws(() => decodeCompressedSegmentation(new Uint8Array(copy.buffer), shape), CorruptDataError);
});

test('refuses types and block sizes that the encoding does not have', () => {
  const shape = { ...EXAMPLE_B.shape, dataType: 'uint8' as const };
  assert.throws(() => decodeCompressedSegmentation(EXAMPLE_B.bytes, shape), UnsupportedError);
  const empty = { ...EXAMPLE_B.shape, blockSize: xyz(0, 8, 8) };
  assert.throws(() => decodeCompressedSegmentation(words(1), empty), InvalidDataError);
});

test('2,000 mutations of a valid chunk give labels or a typed error, and nothing else', () => {
  const random = createRandom(7);
  const size = xyz(19, 10, 9);
  const shape = { dataType: 'uint64', size, numChannels: 2, blockSize: xyz(8, 8, 8) } as const;
  const labels = randomSamples('uint64', volumeOf(size) * 2, 40) as Labels;
  const valid = encodeByNeuroglancer(labels, size, 2, shape.blockSize);
  let refused = 0;
  for (let round = 0; round < 2000; round++) {
    const keep = random(4) === 0 ? random(valid.length + 1) : valid.length;
    const bytes = valid.slice(0, keep);
    // Half of the changes go to the headers, where they hurt.
    const reach = random(2) === 0 ? Math.min(400, bytes.length) : bytes.length;
    for (let i = 0; i < 1 + random(4) && bytes.length > 0; i++)
      bytes[random(Math.max(1, reach))] = random(256);
    try {
      assert.equal(decodeCompressedSegmentation(bytes, shape).length, labels.length);
    } catch (error) {
      assert.ok(isFloodlightError(error), String(error));
      refused++;
    }
  }
  assert.ok(refused > 200 && refused < 2000, `${refused} refused`);
});
