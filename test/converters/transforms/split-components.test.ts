import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dropLabels,
  findComponents,
  findDust,
  splitComponents,
} from '../../../converters/transforms/index.ts';
import { type Box, boxOf, volumeOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import type { Volume } from '../../../datasets/volume.ts';
import { createRandom } from '../../datasets/support/blocks.ts';

const ORIGIN = xyz(-7, 100, 3);
const BIG = 2n ** 64n - 1n;

const volumeOfLabels = (size: Xyz, data: BigUint64Array): Volume =>
  createMemoryVolume({ dataType: 'uint64', size, numChannels: 1, data }, { origin: ORIGIN });

/** The obvious way: from each voxel in turn, everything of its label that can be reached by faces. */
function floodFill(data: BigUint64Array, [nx, ny, nz]: Xyz, minVoxels: number): number[] {
  const parts = new Int32Array(data.length);
  const found: number[][] = [];
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0n || parts[start] !== 0) continue;
    const members = [start];
    parts[start] = found.length + 1;
    for (let n = 0; n < members.length; n++) {
      const i = members[n]!;
      const [x, y, z] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
      const around = [
        x > 0 && i - 1,
        x < nx - 1 && i + 1,
        y > 0 && i - nx,
        y < ny - 1 && i + nx,
        z > 0 && i - nx * ny,
        z < nz - 1 && i + nx * ny,
      ];
      for (const j of around) {
        if (j === false || parts[j] !== 0 || data[j] !== data[i]) continue;
        parts[j] = found.length + 1;
        members.push(j);
      }
    }
    found.push(members);
  }
  let count = 0;
  const names = found.map((members) => (members.length >= minVoxels ? ++count : 0));
  return Array.from(parts, (part) => (part === 0 ? 0 : names[part - 1]!));
}

/** Sparse enough for winding parts that cross blocks of 64 many times, and for small ones. */
function noise(size: Xyz, seed: number): BigUint64Array {
  const random = createRandom(seed);
  const labels = [0n, 0n, 0n, 1n, 1n, 2n ** 53n + 1n, BIG];
  return BigUint64Array.from({ length: volumeOf(size) }, () => labels[random(labels.length)]!);
}

test('parts over several blocks: what a flood fill of the whole finds, numbered by first voxel, dust left out', async () => {
  const size = xyz(150, 70, 67);
  const data = noise(size, 11);
  const volume = volumeOfLabels(size, data);
  for (const minVoxels of [0, 3]) {
    const found = await findComponents(volume, minVoxels);
    const block = await splitComponents(volume, found).read(volume.bounds);
    const expected = floodFill(data, size, minVoxels);
    assert.equal(
      found.count,
      expected.reduce((most, n) => Math.max(most, n), 0),
    );
    assert.deepEqual(Array.from(block.data as Uint32Array), expected);
  }
});

test('any box reads as that part of the whole', async () => {
  const size = xyz(100, 66, 65);
  const volume = volumeOfLabels(size, noise(size, 2));
  const split = splitComponents(volume, await findComponents(volume, 2));
  const whole = createMemoryVolume(await split.read(volume.bounds), { origin: ORIGIN });
  const boxes: Box[] = [
    boxOf(xyz(-7, 100, 3), xyz(1, 1, 1)),
    boxOf(xyz(56, 163, 66), xyz(3, 3, 2)),
    boxOf(xyz(0, 110, 10), xyz(93, 20, 58)),
    boxOf(xyz(57, 164, 67), xyz(36, 2, 1)),
  ];
  for (const box of boxes) assert.deepEqual((await split.read(box)).data, (await whole.read(box)).data);
});

test('one label that fills the volume, a label of one voxel, and no label at all', async () => {
  const size = xyz(130, 65, 3);
  const full = volumeOfLabels(size, new BigUint64Array(volumeOf(size)).fill(BIG));
  const found = await findComponents(full, 0);
  assert.equal(found.count, 1);
  const { data } = await splitComponents(full, found).read(full.bounds);
  assert.ok(data.every((v: number | bigint) => v === 1));
  const one = new BigUint64Array(volumeOf(size));
  one[one.length - 1] = 5n;
  assert.equal((await findComponents(volumeOfLabels(size, one), 1)).count, 1);
  assert.equal((await findComponents(volumeOfLabels(size, one), 2)).count, 0);
  const none = volumeOfLabels(size, new BigUint64Array(volumeOf(size)));
  assert.equal((await findComponents(none, 0)).count, 0);
});

test('dust: labels below so many voxels in the whole volume, however they are spread over blocks', async () => {
  const size = xyz(130, 70, 2);
  const data = new BigUint64Array(volumeOf(size)).fill(9n);
  // Four voxels of 2^53 + 1 at the corners, five of 2^53: as doubles they are the same.
  const corners = [0, 129, data.length - 130, data.length - 1];
  for (const i of corners) data[i] = 2n ** 53n + 1n;
  for (let i = 0; i < 5; i++) data[500 * (i + 1)] = 2n ** 53n;
  const volume = volumeOfLabels(size, data);
  assert.deepEqual(await findDust(volume, 4), []);
  const dust = await findDust(volume, 5);
  assert.deepEqual(dust, [2n ** 53n + 1n]);
  const clean = await dropLabels(volume, dust).read(volume.bounds);
  assert.deepEqual(
    clean.data,
    data.map((label) => (label === 2n ** 53n + 1n ? 0n : label)),
  );
});
