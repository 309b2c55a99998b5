import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type BlockCells,
  drawLabel,
  findBlockCells,
  type Padding,
} from '../../../converters/meshing/index.ts';
import { findKernels } from '../../../converters/meshing/kernels/find-kernels.ts';
import { PADDED } from '../../../converters/meshing/padding.ts';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import { labelBlock } from './mesh-checks.ts';

/** What the definition says, one cell and one label after the other. */
function bruteForce(block: VoxelBlock, { lower, upper }: Padding) {
  const voxelAt = (...position: readonly number[]): bigint => {
    const [x, y, z] = position.map((n, axis) => n - lower[axis]);
    const [sx, sy, sz] = block.size;
    if (x < 0 || y < 0 || z < 0 || x >= sx || y >= sy || z >= sz) return 0n;
    return BigInt(block.data[x + sx * (y + sy * z)]);
  };
  const cells = block.size.map((n, axis) => n + lower[axis] + upper[axis] - 1);
  const draws = new Map<bigint, { voxels: number; draws: number[][] }>();
  for (const label of new Set(Array.from(block.data, BigInt)))
    if (label !== 0n) draws.set(label, { voxels: 0, draws: [] });
  for (let z = 0; z < cells[2]; z++)
    for (let y = 0; y < cells[1]; y++)
      for (let x = 0; x < cells[0]; x++) {
        const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((i) =>
          voxelAt(x + (i & 1), y + ((i >> 1) & 1), z + (i >> 2)),
        );
        if (corners[7] !== 0n) draws.get(corners[7])!.voxels++;
        for (const label of new Set(corners)) {
          const configuration = corners.reduce((sum, corner, i) => sum + (corner === label ? 2 ** i : 0), 0);
          if (label !== 0n && configuration !== 255) draws.get(label)!.draws.push([x, y, z, configuration]);
        }
      }
  return new Map([...draws].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function decoded({ labels, voxels, begins, cells, configurations }: BlockCells) {
  const drawsOf = (i: number) =>
    Array.from(cells.subarray(begins[i], begins[i + 1]), (cell, k) => [
      cell % 1024,
      Math.floor(cell / 1024) % 1024,
      Math.floor(cell / 1024 ** 2),
      configurations[begins[i] + k],
    ]);
  return new Map(labels.map((label, i) => [label, { voxels: voxels[i], draws: drawsOf(i) }]));
}

/** WebAssembly; null is TypeScript alone. */
const kernels = findKernels();

const side = fc.integer({ min: 1, max: 6 });
const bit = fc.integer({ min: 0, max: 1 });
const ARRAYS = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array } as const;
const LARGE = [0n, 1n << 32n, 1n, (1n << 64n) - 1n, (1n << 32n) + 1n, 77n];

test('cells and voxels of every label are those of the definition: any size, padding, type, runs and noise', () => {
  fc.assert(
    fc.property(
      fc.record({
        size: fc.tuple(fc.integer({ min: 1, max: 30 }), side, side),
        lower: fc.tuple(bit, bit, bit),
        upper: fc.tuple(bit, bit, bit),
        dataType: fc.constantFrom('uint8', 'uint16', 'uint32', 'uint64'),
        most: fc.integer({ min: 0, max: 5 }),
        longest: fc.integer({ min: 1, max: 20 }),
      }),
      fc.infiniteStream(fc.nat(1 << 20)),
      ({ size, lower, upper, dataType, most, longest }, noise) => {
        const next = (end: number) => (noise.next().value ?? 0) % end;
        let [label, left] = [0, 0];
        const values = Array.from({ length: size[0] * size[1] * size[2] }, () => {
          if (left-- <= 0) [label, left] = [next(most + 1), next(longest)];
          return label;
        });
        const data =
          dataType === 'uint64'
            ? BigUint64Array.from(values, (v) => LARGE[v])
            : ARRAYS[dataType].from(values);
        const block: VoxelBlock = { dataType, size: xyz(...size), numChannels: 1, data };
        const padding = { lower: xyz(...lower), upper: xyz(...upper) };
        const expected = bruteForce(block, padding);
        for (const by of [kernels, null])
          assert.deepEqual(decoded(findBlockCells(block, padding, by)), expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test('noise of thousands of labels, solid blocks and empty ones: the same bytes with WebAssembly and without', () => {
  assert.ok(kernels, 'this engine has WebAssembly SIMD');
  const noise = (i: number, most: number) => (Math.imul(i, 0x9e3779b1) >>> 9) % most;
  for (const size of [xyz(131, 127, 5), xyz(1023, 3, 2), xyz(2, 1023, 3), xyz(1, 1, 1023)]) {
    const length = size[0] * size[1] * size[2];
    for (const most of [1, 2, 30, 5000]) {
      const data = BigUint64Array.from({ length }, (_, i) => {
        const label = BigInt(noise(i, most));
        // Halves of few values: labels that differ in one half alone.
        return (label % 71n) | ((label / 71n) << 32n);
      });
      const blocks: VoxelBlock[] = [
        { dataType: 'uint64', size, numChannels: 1, data },
        { dataType: 'uint64', size, numChannels: 1, data: data.map(() => BigInt(most)) },
        {
          dataType: 'uint16',
          size,
          numChannels: 1,
          data: Uint16Array.from({ length }, (_, i) => noise(i, most)),
        },
      ];
      for (const block of blocks)
        assert.deepEqual(findBlockCells(block, PADDED, kernels), findBlockCells(block, PADDED, null));
    }
  }
});

test('a label in blocks of any shape, given in any order, is drawn as in one block', () => {
  const size: Xyz = xyz(17, 15, 13);
  const solid = (x: number, y: number, z: number) =>
    Math.sin(x * 1.3) + Math.cos(y * 1.7) + Math.sin(z * x) > 0.3 ? 1 : 0;
  const { cells, configurations } = findBlockCells(labelBlock(size, solid));
  const whole = drawLabel([{ origin: xyz(0, 0, 0), cells, configurations }]);
  assert.ok(whole.indices.length > 1000);
  const cut = fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { maxLength: 4 });
  fc.assert(
    fc.property(cut, cut, cut, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (...given) => {
      const cuts = given.slice(0, 3).map((list) => [0, ...(list as number[])].sort((a, b) => a - b));
      const parts = new Map<string, { origin: Xyz; cells: number[]; configurations: number[] }>();
      for (const [i, cell] of cells.entries()) {
        const at = [cell & 1023, (cell >> 10) & 1023, cell >> 20];
        const origin = at.map((n, axis) => cuts[axis].findLast((begin) => begin <= n)!);
        const part = parts.get(origin.join()) ?? {
          origin: xyz(origin[0], origin[1], origin[2]),
          cells: [],
          configurations: [],
        };
        parts.set(origin.join(), part);
        const [x, y, z] = at.map((n, axis) => n - origin[axis]);
        part.cells.push(x + 1024 * y + 1024 * 1024 * z);
        part.configurations.push(configurations[i]);
      }
      const random = given[3] as Iterator<number>;
      const order = [...parts.values()].map((part) => ({ part, key: random.next().value as number }));
      order.sort((a, b) => a.key - b.key);
      const drawn = drawLabel(
        order.map(({ part }) => ({
          origin: part.origin,
          cells: Uint32Array.from(part.cells),
          configurations: Uint8Array.from(part.configurations),
        })),
      );
      assert.deepEqual(drawn, whole);
    }),
    { numRuns: 200 },
  );
});

test('a block of more than 1024 cells an axis is refused', () => {
  assert.throws(
    () => findBlockCells(labelBlock(xyz(1024, 1, 1), () => 1)),
    (error) => isFloodlightError(error, 'too-large') && error.message.includes('1025 x 2 x 2'),
  );
  assert.equal(findBlockCells(labelBlock(xyz(1023, 1, 1), () => 1)).cells.length, 4 * 1024);
});
