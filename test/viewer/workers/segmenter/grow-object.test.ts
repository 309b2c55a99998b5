import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { createBlock } from '../../../../datasets/memory-volume.ts';
import { tightBox } from '../../../../viewer/workers/segmenter/grow-object.ts';

test('the smallest box around a mask', () => {
  const block = createBlock('uint8', xyz(5, 4, 3));
  const set = (x: number, y: number, z: number) => {
    block.data[x + 5 * (y + 4 * z)] = 1;
  };
  assert.deepEqual(tightBox(xyz(10, 20, 30), block), { begin: [10, 20, 30], end: [10, 20, 30] });
  set(2, 1, 1);
  assert.deepEqual(tightBox(xyz(10, 20, 30), block), { begin: [12, 21, 31], end: [13, 22, 32] });
  set(4, 0, 2);
  set(0, 3, 2);
  assert.deepEqual(tightBox(xyz(10, 20, 30), block), { begin: [10, 20, 31], end: [15, 24, 33] });
});
