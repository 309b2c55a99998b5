import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBlockCells } from '../../../converters/meshing/index.ts';
import { cutIntoBlocks, halvesOf, voxelsOf } from '../../../converters/surfaces/blocks.ts';
import { joinCells } from '../../../converters/surfaces/find-cells.ts';
import { type Box, boxOf, boxSize, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { roughLabels } from './rough-labels.ts';

const SIZE = xyz(21, 18, 15);
const ORIGIN = xyz(-4, 3, 0);
const volume = createMemoryVolume(
  { dataType: 'uint64', size: SIZE, numChannels: 1, data: roughLabels(SIZE) },
  { origin: ORIGIN, voxelSizeNm: xyz(8, 8, 8) },
);

const find = async (block: Parameters<typeof voxelsOf>[0]) => {
  const { box, padding } = voxelsOf(block, volume.bounds);
  return findBlockCells(await volume.read(box), padding);
};

test('blocks cover every cell once, half a voxel beyond the volume on every side', () => {
  const bounds: Box = boxOf(ORIGIN, SIZE);
  const seen = new Map<string, number>();
  for (const { origin, size } of cutIntoBlocks(bounds, 8)) {
    for (let z = 0; z < size[2]; z++)
      for (let y = 0; y < size[1]; y++)
        for (let x = 0; x < size[0]; x++) {
          const key = [origin[0] + x, origin[1] + y, origin[2] + z].join();
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
  }
  assert.equal(seen.size, 22 * 19 * 16);
  assert.ok([...seen.values()].every((count) => count === 1));
  for (const block of cutIntoBlocks(bounds, 8)) {
    const { box } = voxelsOf(block, bounds);
    assert.ok(boxSize(box).every((n) => n >= 1));
  }
});

test('a block that is halved for want of memory finds what the whole block does', async () => {
  const [block] = cutIntoBlocks(volume.bounds, 16);
  const halves = halvesOf(block)!;
  const joined = joinCells(block, halves, [await find(halves[0]), await find(halves[1])]);
  assert.deepEqual(joined, await find(block));
});
