import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidDataError } from '../../datasets/errors.ts';
import { boxOf, xyz } from '../../datasets/geometry/index.ts';
import { copyBox, createBlock, createMemoryVolume } from '../../datasets/memory-volume.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { assertSameSamples } from './support/blocks.ts';

/** 3 x 2 x 2, two channels; each voxel says where it is: channel, z, y, x. */
const block: VoxelBlock = {
  dataType: 'uint16',
  size: xyz(3, 2, 2),
  numChannels: 2,
  data: Uint16Array.of(
    ...[0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112],
    ...[1000, 1001, 1002, 1010, 1011, 1012, 1100, 1101, 1102, 1110, 1111, 1112],
  ),
};

test('reads a box at an origin, x fastest, channels apart', async () => {
  const volume = createMemoryVolume(block, { origin: xyz(-5, 10, 0), voxelSizeNm: xyz(8, 8, 40) });
  const box = await volume.read(boxOf(xyz(-4, 10, 1), xyz(2, 2, 1)));
  assert.deepEqual([...box.size], [2, 2, 1]);
  assertSameSamples(box.data, [101, 102, 111, 112, 1101, 1102, 1111, 1112]);
});

test('refuses boxes outside, naming both', async () => {
  const volume = createMemoryVolume(block);
  await assert.rejects(volume.read(boxOf(xyz(0, 0, 0), xyz(4, 1, 1))), /\[0,3\).*got \[0,4\)/);
  await assert.rejects(volume.read(boxOf(xyz(2, 0, 0), xyz(-1, 1, 1))), InvalidDataError);
});

test('refuses a block whose data are too short', () => {
  assert.throws(() => createMemoryVolume({ ...block, numChannels: 3 }), /expected 36 samples.*got 24/);
});

test('copies a box between blocks, leaving the rest', () => {
  const target = createBlock('uint16', xyz(2, 2, 2), 2);
  copyBox(
    { block, origin: xyz(0, 0, 0) },
    { block: target, origin: xyz(2, 1, 0) },
    boxOf(xyz(2, 1, 0), xyz(1, 1, 2)),
  );
  assertSameSamples(target.data, [12, 0, 0, 0, 112, 0, 0, 0, 1012, 0, 0, 0, 1112, 0, 0, 0]);
});

test('refuses to copy outside a block or into another type', () => {
  const at = { origin: xyz(0, 0, 0) };
  const target = createBlock('uint16', xyz(2, 2, 2), 2);
  assert.throws(
    () => copyBox({ block, ...at }, { block: target, ...at }, boxOf(xyz(0, 0, 0), xyz(3, 1, 1))),
    /target/,
  );
  const other = createBlock('uint8', xyz(2, 2, 2), 2);
  assert.throws(
    () => copyBox({ block, ...at }, { block: other, ...at }, boxOf(xyz(0, 0, 0), xyz(1, 1, 1))),
    /uint8/,
  );
});
