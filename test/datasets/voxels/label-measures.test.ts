import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Box, mapXyz, volumeOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { chunkBox, chunksIn, createChunkGrid } from '../../../datasets/precomputed/index.ts';
import { createLabelMeter, type LabelMeasures } from '../../../datasets/voxels/index.ts';
import { createRandom } from '../support/blocks.ts';

/** The obvious way: each voxel in turn, and its six neighbours. */
function bruteForce(data: BigUint64Array, [nx, ny, nz]: Xyz, origin: Xyz): LabelMeasures[] {
  const at = (x: number, y: number, z: number) =>
    x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz ? undefined : data[x + nx * (y + ny * z)];
  const found = new Map<bigint, { voxels: number; points: Xyz[]; faces: [number, number, number] }>();
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        const label = at(x, y, z)!;
        if (label === 0n) continue;
        const own = found.get(label) ?? { voxels: 0, points: [], faces: [0, 0, 0] };
        found.set(label, own);
        own.voxels++;
        own.points.push(xyz(x, y, z));
        for (const d of [-1, 1]) {
          if (at(x + d, y, z) !== label) own.faces[0]++;
          if (at(x, y + d, z) !== label) own.faces[1]++;
          if (at(x, y, z + d) !== label) own.faces[2]++;
        }
      }
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, { voxels, points, faces }]) => {
      const side = (of: (...n: number[]) => number, plus: number): Xyz =>
        mapXyz((o, axis) => o + of(...points.map((p) => p[axis])) + plus, origin);
      return { label, voxels, box: { begin: side(Math.min, 0), end: side(Math.max, 1) }, faces };
    });
}

async function byBlocks(data: BigUint64Array, size: Xyz, origin: Xyz, step: Xyz) {
  const volume = createMemoryVolume({ dataType: 'uint64', size, numChannels: 1, data }, { origin });
  const meter = createLabelMeter(volume.bounds);
  const grid = createChunkGrid(volume.bounds, step);
  for (const position of chunksIn(grid)) {
    const core = chunkBox(grid, position);
    const begin = mapXyz((b, axis) => Math.max(b - 1, origin[axis]), core.begin);
    const withBelow: Box = { begin, end: core.end };
    meter.add(await volume.read(withBelow), core);
  }
  return meter.measures();
}

const LABELS = [0n, 1n, 2n ** 53n + 1n, 2n ** 64n - 1n, 2n ** 32n];

test('random labels by blocks of any size: what voxel by voxel gives', async () => {
  const side = fc.integer({ min: 1, max: 7 });
  const triple = fc.tuple(side, side, side);
  await fc.assert(
    fc.asyncProperty(triple, triple, fc.integer(), fc.boolean(), async (size, step, seed, isNoise) => {
      const random = createRandom(seed);
      const data = new BigUint64Array(volumeOf(size));
      for (let i = 0; i < data.length; i++)
        data[i] = isNoise || i === 0 || random(4) === 0 ? LABELS[random(LABELS.length)]! : data[i - 1]!;
      const origin = xyz(-3, 5, 100);
      assert.deepEqual(await byBlocks(data, size, origin, step), bruteForce(data, size, origin));
    }),
    { numRuns: 300 },
  );
});

test('one label that fills the volume has the faces of the volume', async () => {
  const size = xyz(4, 5, 6);
  const data = new BigUint64Array(120).fill(9n);
  const [only, ...more] = await byBlocks(data, size, xyz(0, 0, 0), xyz(3, 2, 4));
  assert.deepEqual(more, []);
  assert.deepEqual(only, {
    label: 9n,
    voxels: 120,
    box: { begin: [0, 0, 0], end: [4, 5, 6] },
    faces: [2 * 30, 2 * 24, 2 * 20],
  });
});
