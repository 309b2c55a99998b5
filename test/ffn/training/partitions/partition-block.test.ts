/** Against counting every box voxel by voxel. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeOf, type Zyx, zyx } from '../../../../datasets/geometry/index.ts';
import {
  classesOfCounts,
  EXCLUDED,
  type PartitionInput,
  partitionBlock,
} from '../../../../ffn/training/index.ts';

/** Park and Miller's generator: test data, the same everywhere. */
function createNoise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function countSlowly(input: PartitionInput, at: Zyx, hit: (index: number) => boolean): number {
  const { size, radius } = input;
  let count = 0;
  for (let z = at[0] - radius[0]; z <= at[0] + radius[0]; z++)
    for (let y = at[1] - radius[1]; y <= at[1] + radius[1]; y++)
      for (let x = at[2] - radius[2]; x <= at[2] + radius[2]; x++)
        if (hit((z * size[1] + y) * size[2] + x)) count++;
  return count;
}

function partitionSlowly(input: PartitionInput, thresholds: readonly number[]): number[] {
  const { size, radius, numbers, mask, isExcluded } = input;
  const box = (2 * radius[0] + 1) * (2 * radius[1] + 1) * (2 * radius[2] + 1);
  const out: number[] = [];
  for (let z = radius[0]; z < size[0] - radius[0]; z++)
    for (let y = radius[1]; y < size[1] - radius[1]; y++)
      for (let x = radius[2]; x < size[2] - radius[2]; x++) {
        const label = numbers[(z * size[1] + y) * size[2] + x]!;
        const isMasked = mask && countSlowly(input, zyx(z, y, x), (i) => mask[i] === 1) > 0;
        if (isMasked || isExcluded?.(z, y, x)) out.push(255);
        else if (label === 0) out.push(0);
        else {
          const share = countSlowly(input, zyx(z, y, x), (i) => numbers[i] === label) / box;
          const below = thresholds.findIndex((t) => share < t);
          out.push(below < 0 ? thresholds.length + 1 : below + 1);
        }
      }
  return out;
}

const THRESHOLDS = [0.1, 0.2, 0.25, 0.5, 0.75];

const SHAPES: readonly (readonly [Zyx, Zyx])[] = [
  [zyx(7, 9, 11), zyx(1, 2, 3)],
  [zyx(9, 8, 7), zyx(2, 2, 2)],
  [zyx(1, 13, 6), zyx(0, 3, 1)],
  [zyx(12, 3, 5), zyx(0, 0, 0)],
];

for (const [size, radius] of SHAPES) {
  test(`labels of ${size.join(' x ')}, radius ${radius.join(', ')}`, () => {
    const noise = createNoise(size[0] * 31 + radius[2]);
    // Few labels in patches of two along x, so that shares differ.
    const numbers = Uint32Array.from({ length: volumeOf(size) }, () => Math.floor(noise() * 3));
    for (let i = 1; i < numbers.length; i += 2) numbers[i] = numbers[i - 1]!;
    const mask = Uint8Array.from(numbers, () => (noise() < 0.02 ? 1 : 0));
    const surroundings = (2 * radius[0] + 1) * (2 * radius[1] + 1) * (2 * radius[2] + 1);
    const classes = classesOfCounts(THRESHOLDS, surroundings);
    const plain: PartitionInput = { numbers, size, radius, classes };
    const expected = partitionSlowly(plain, THRESHOLDS);
    assert.deepEqual([...partitionBlock(plain)], expected);
    assert.ok(new Set(expected).size > 1, 'labels of one class prove little');
    const isExcluded = (z: number, y: number, x: number) => (z + y + x) % 5 === 0;
    const masked = { ...plain, mask, isExcluded };
    assert.deepEqual([...partitionBlock(masked)], partitionSlowly(masked, THRESHOLDS));
    assert.ok(partitionBlock(masked).includes(EXCLUDED));
  });
}
