/** The worked examples of formats.md 2.7, one test each; their bytes are in `worked-examples.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeCompressedSegmentation,
  encodeCompressedSegmentation,
} from '../../../../datasets/codecs/index.ts';
import { assertSameSamples } from '../../support/blocks.ts';
import { EXAMPLE_A, EXAMPLE_B, EXAMPLE_C, EXAMPLE_E } from './worked-examples.ts';

type Example = typeof EXAMPLE_A | typeof EXAMPLE_B | typeof EXAMPLE_C | typeof EXAMPLE_E;

function assertExample({ shape, labels, bytes }: Example, words: number): void {
  assert.equal(bytes.length, 4 * words);
  assertSameSamples(encodeCompressedSegmentation(labels, shape), bytes);
  assertSameSamples(decodeCompressedSegmentation(bytes, shape), labels);
}

test('formats.md 2.7 A: uint64, two blocks, 17 words', () => assertExample(EXAMPLE_A, 17));

test('formats.md 2.7 B: uint32 with a cut block, 9 words', () => assertExample(EXAMPLE_B, 9));

test('formats.md 2.7 C: two channels, the second with a shared table, 15 words', () =>
  assertExample(EXAMPLE_C, 15));

test('formats.md 2.7 E: the channel of TensorStore’s unit test behind its channel word, 17 words', () =>
  assertExample(EXAMPLE_E, 17));
