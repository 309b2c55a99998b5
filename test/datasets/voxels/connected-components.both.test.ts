import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { volumeOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createBlock } from '../../../datasets/memory-volume.ts';
import { createPhantom } from '../../../datasets/phantom/index.ts';
import { createSamples, type VoxelBlock } from '../../../datasets/volume.ts';
import { connectedComponents } from '../../../datasets/voxels/index.ts';
import { createRandom } from '../support/blocks.ts';

/** The obvious way: from each voxel in turn, everything of its value that can be reached by faces. */
function floodFill({ data, size: [nx, ny, nz] }: VoxelBlock): number[] {
  const labels: number[] = new Array<number>(data.length).fill(0);
  let count = 0;
  for (let start = 0; start < data.length; start++) {
    if (Number(data[start]) === 0 || labels[start] !== 0) continue;
    labels[start] = ++count;
    const queue = [start];
    for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
      const [x, y, z] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny))];
      for (const [dx, dy, dz] of [
        [1, 0, 0],
        [-1, 0, 0],
        [0, 1, 0],
        [0, -1, 0],
        [0, 0, 1],
        [0, 0, -1],
      ] as const) {
        const [u, v, w] = [x + dx, y + dy, z + dz];
        if (u < 0 || v < 0 || w < 0 || u >= nx || v >= ny || w >= nz) continue;
        const j = u + nx * (v + ny * w);
        if (labels[j] !== 0 || data[j] !== data[i]) continue;
        labels[j] = count;
        queue.push(j);
      }
    }
  }
  return labels;
}

const blockOf = (dataType: 'uint8' | 'uint32', size: Xyz, valueAt: () => number): VoxelBlock => {
  const data = createSamples(dataType, volumeOf(size));
  for (let i = 0; i < data.length; i++) data[i] = valueAt();
  return { dataType, size, numChannels: 1, data };
};

const componentsOf = ({ data, size }: VoxelBlock) => connectedComponents(data as Uint32Array, size);

test('random blocks: the same components as a flood fill, numbered in the same order', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('uint8', 'uint32'),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer(),
      (dataType, x, y, z, values, seed) => {
        const random = createRandom(seed);
        const block = blockOf(dataType, xyz(x, y, z), () => random(values));
        const { components, count } = componentsOf(block);
        const expected = floodFill(block);
        assert.deepEqual(Array.from(components), expected);
        assert.equal(count, Math.max(0, ...expected));
      },
    ),
    { numRuns: 400 },
  );
});

test('lifelike labels and a spiral', async () => {
  const { labels } = createPhantom({ style: 'em', size: xyz(48, 40, 32), seed: 3 });
  const block = await labels.read(labels.bounds);
  assert.deepEqual(Array.from(componentsOf(block).components), floodFill(block));
  // A comb whose teeth meet at the far end only: labels have to be joined late, and often.
  const comb = createBlock('uint8', xyz(31, 20, 2));
  for (let i = 0; i < comb.data.length; i++) if (i % 2 === 0 || i % (31 * 20) >= 31 * 19) comb.data[i] = 1;
  assert.deepEqual(Array.from(componentsOf(comb).components), floodFill(comb));
});
