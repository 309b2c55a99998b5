import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidDataError } from '../../../datasets/errors.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createCellPhantom } from '../../../datasets/phantom/index.ts';
import { bytesOf, type Samples, type VoxelBlock } from '../../../datasets/volume.ts';
import { countLabels } from '../../../datasets/voxels/index.ts';
import { assertSameSamples } from '../support/blocks.ts';

const SIZE = xyz(64, 64, 64);
const phantom = createCellPhantom({ size: SIZE, seed: 1 });

async function sha256(data: Samples): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytesOf(data) as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('the same seed gives the same bytes, another seed others', async () => {
  const again = createCellPhantom({ size: SIZE, seed: 1 });
  assert.equal(await sha256(again.image.data), await sha256(phantom.image.data));
  assert.equal(await sha256(again.labels.data), await sha256(phantom.labels.data));
  const other = createCellPhantom({ size: SIZE, seed: 2 });
  assert.notEqual(await sha256(other.image.data), await sha256(phantom.image.data));
  assert.notEqual(await sha256(other.labels.data), await sha256(phantom.labels.data));
});

test('64^3 voxels of 8 nm hold at least 6 cells, each at least 16 voxels across', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const { labels, image, voxelSizeNm } = createCellPhantom({ size: SIZE, seed });
    assert.deepEqual([...voxelSizeNm], [8, 8, 8]);
    assert.equal(image.dataType, 'uint8');
    assert.equal(labels.dataType, 'uint32');
    const cells = countLabels(labels);
    assert.ok(cells.size >= 6, `${cells.size} cells`);
    for (const id of cells.keys()) {
      const diameter = inscribedDiameter(labels, Number(id));
      assert.ok(diameter >= 16, `seed ${seed}, cell ${id}: ${diameter} voxels across`);
    }
  }
});

/** Diameter of the largest ball around a cell's centre of mass that lies in the cell; cells are convex. */
function inscribedDiameter({ data, size: [nx, ny, nz] }: VoxelBlock, id: number): number {
  const sum = [0, 0, 0, 0];
  const others: Xyz[] = [];
  for (let i = 0; i < data.length; i++) {
    const at = xyz(i % nx, Math.floor(i / nx) % ny, Math.floor(i / (nx * ny)));
    if (data[i] !== id) others.push(at);
    else for (const axis of [0, 1, 2, 3]) sum[axis] += axis === 3 ? 1 : at[axis as 0];
  }
  const c = [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]];
  let least = Math.min(c[0], c[1], c[2], nx - 1 - c[0], ny - 1 - c[1], nz - 1 - c[2]);
  for (const [x, y, z] of others) least = Math.min(least, Math.hypot(x - c[0], y - c[1], z - c[2]));
  return 2 * least;
}

/** Calls back for every pair of voxels at most `reach` apart along each axis, in one direction. */
function eachNeighbour(size: Xyz, reach: number, visit: (a: number, b: number) => void): void {
  const [nx, ny, nz] = size;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        const a = x + nx * (y + ny * z);
        for (let dz = 0; dz <= reach && z + dz < nz; dz++) {
          for (let dy = dz === 0 ? 0 : -reach; dy <= reach; dy++) {
            if (y + dy < 0 || y + dy >= ny) continue;
            for (let dx = dz === 0 && dy === 0 ? 1 : -reach; dx <= reach; dx++) {
              if (x + dx >= 0 && x + dx < nx) visit(a, a + dx + nx * (dy + ny * dz));
            }
          }
        }
      }
    }
  }
}

test('no two cells touch, by 26 neighbours', () => {
  const { data } = phantom.labels;
  let touching = 0;
  eachNeighbour(SIZE, 1, (a, b) => {
    if (data[a] !== 0 && data[b] !== 0 && data[a] !== data[b]) touching++;
  });
  assert.equal(touching, 0);
});

test('membranes are at least 3 voxels thick along each axis', () => {
  const { data } = phantom.labels;
  const [nx, ny] = SIZE;
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue;
    for (const [axis, stride] of [1, nx, nx * ny].entries()) {
      const at = Math.floor(i / stride) % SIZE[axis as 0];
      for (let step = 1; step <= 3 && at + step < SIZE[axis as 0]; step++) {
        const other = data[i + step * stride];
        if (other !== 0 && other !== data[i])
          assert.fail(`voxels ${i} and ${i + step * stride} are ${step} apart`);
      }
    }
  }
});

test('cells are bright, membranes dark, and noise never mixes them', () => {
  const cells: number[] = [];
  const membranes: number[] = [];
  phantom.image.data.forEach((value: number | bigint, i: number) => {
    (phantom.labels.data[i] === 0 ? membranes : cells).push(Number(value));
  });
  const range = (values: number[]) => [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  const [cellLow, cellHigh] = range(cells);
  const [membraneLow, membraneHigh] = range(membranes);
  assert.ok(cellLow >= 170 && cellHigh <= 200, `cells ${cellLow} to ${cellHigh}`);
  assert.ok(membraneLow >= 60 && membraneHigh <= 90, `membranes ${membraneLow} to ${membraneHigh}`);
  assert.ok(cellHigh - cellLow > 15, 'cells are textured');
});

test('other sizes work, and what is no size is refused', () => {
  const { labels } = createCellPhantom({ size: xyz(33, 70, 100), seed: -3 });
  assert.ok(countLabels(labels).size >= 4);
  assertSameSamples(createCellPhantom({ size: xyz(33, 70, 100), seed: -3 }).labels.data, labels.data);
  assert.throws(() => createCellPhantom({ size: xyz(31, 64, 64), seed: 1 }), InvalidDataError);
  assert.throws(() => createCellPhantom({ size: SIZE, seed: 0.5 }), InvalidDataError);
});
