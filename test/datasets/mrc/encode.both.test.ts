import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import { encodeMrc } from '../../../datasets/mrc/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';

const block: VoxelBlock = {
  dataType: 'int16',
  size: xyz(2, 2, 1),
  numChannels: 1,
  data: Int16Array.of(-1, 3, 5, 9),
};

test('the header has the worked values of MRC2014', () => {
  const bytes = encodeMrc(block, xyz(1, 2, 4));
  const view = new DataView(bytes.buffer);
  const i32 = (...offsets: number[]) => offsets.map((offset) => view.getInt32(offset, true));
  const f32 = (...offsets: number[]) => offsets.map((offset) => view.getFloat32(offset, true));
  assert.deepEqual(i32(0, 4, 8, 12, 28, 32, 36), [2, 2, 1, 1, 2, 2, 1]);
  assert.deepEqual(f32(40, 44, 48, 52, 56, 60), [20, 40, 40, 90, 90, 90]);
  assert.deepEqual(i32(64, 68, 72, 88, 92, 108), [1, 2, 3, 1, 0, 20141]);
  // Mean 4; squares of -5, -1, 1, 5 sum to 52.
  assert.deepEqual(f32(76, 80, 84, 216), [-1, 9, 4, Math.fround(Math.sqrt(13))]);
  assert.deepEqual([...bytes.subarray(208, 216)], [0x4d, 0x41, 0x50, 0x20, 0x44, 0x44, 0, 0]);
  assert.deepEqual([...bytes.subarray(1024)], [255, 255, 3, 0, 5, 0, 9, 0]);
});

test('what MRC cannot hold is refused', () => {
  const of = (dataType: VoxelBlock['dataType'], data: VoxelBlock['data']) => ({ ...block, dataType, data });
  assert.throws(() => encodeMrc(of('uint8', new Uint8Array(4)), xyz(1, 1, 1)), { tag: 'unsupported' });
  assert.throws(() => encodeMrc(of('float32', Float32Array.of(1, NaN, 0, 0)), xyz(1, 1, 1)), {
    tag: 'invalid',
  });
  assert.throws(() => encodeMrc(of('int16', new Int16Array(3)), xyz(1, 1, 1)), { tag: 'invalid' });
});
