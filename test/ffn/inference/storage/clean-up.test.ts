import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanUp } from '../../../../ffn/inference/index.ts';

test('splits first, then drops dust, and says what became of what', () => {
  const { labels, originals, voxels } = cleanUp(Uint32Array.of(9, 9, 0, 9, 5, 5), [1, 1, 6], { minSize: 2 });
  assert.deepEqual([...labels], [1, 1, 0, 0, 3, 3]);
  assert.deepEqual(
    originals,
    new Map([
      [1, 9],
      [0, 0],
      [3, 5],
    ]),
  );
  assert.deepEqual(
    voxels,
    new Map([
      [1, 2],
      [0, 2],
      [3, 2],
    ]),
  );
});

test('nothing but background, and nothing at all', () => {
  const zeros = cleanUp(new Uint32Array(4), [1, 2, 2]);
  assert.deepEqual([zeros.originals, zeros.voxels], [new Map([[0, 0]]), new Map([[0, 4]])]);
  const empty = cleanUp(new Uint32Array(0), [0, 2, 2]);
  assert.deepEqual([empty.originals, empty.voxels], [new Map(), new Map()]);
});
