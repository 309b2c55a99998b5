import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cssColor, mixWord, segmentColor } from '../../../viewer/state/segment-color.ts';
import { COLOR_VECTORS, HASH_VECTORS } from '../support/color-vectors.ts';

test('a mixing round gives the published hashes', () => {
  for (const [word, hash] of HASH_VECTORS) assert.equal(mixWord(0, word), hash, `word ${word}`);
});

test('segments have the colours they have in Neuroglancer', () => {
  for (const { seed, id, color } of COLOR_VECTORS) {
    assert.equal(cssColor(segmentColor(id, seed)), color, `id ${id} seed ${seed}`);
  }
});
