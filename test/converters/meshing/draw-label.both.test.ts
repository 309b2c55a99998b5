/** Drawing by WebAssembly and in TypeScript alone: the same bytes. What is right of them, other tests say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawLabel } from '../../../converters/meshing/draw-label.ts';
import { type BlockCells, type CellsOfBlock, findBlockCells } from '../../../converters/meshing/index.ts';
import { drawKernels } from '../../../converters/meshing/kernels/draw-kernels.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { labelBlock } from './mesh-checks.ts';

const kernels = drawKernels();

function assertTwins(parts: readonly CellsOfBlock[], name: string): number {
  const plain = drawLabel(parts, null);
  const fast = drawLabel(parts, kernels);
  assert.ok(kernels, 'this engine has WebAssembly SIMD');
  assert.deepEqual([...fast.positions], [...plain.positions], `${name}: positions`);
  assert.deepEqual([...fast.indices], [...plain.indices], `${name}: indices`);
  return fast.indices.length / 3;
}

/** Label i of a block. @param lower where the block lies in the volume. */
function partOf(
  { begins, cells, configurations }: BlockCells,
  i: number,
  lower = xyz(0, 0, 0),
): CellsOfBlock {
  const range = [begins[i], begins[i + 1]] as const;
  return {
    origin: lower,
    cells: cells.subarray(...range),
    configurations: configurations.subarray(...range),
  };
}

const PRIMES = [1, 2, 3, 5, 7, 11, 13, 31, 67, 131];

test('any size, few to many labels: every label is drawn to the same bytes', () => {
  let numLabels = 0;
  fc.assert(
    fc.property(
      fc.tuple(
        fc.constantFrom(...PRIMES),
        fc.constantFrom(...PRIMES.slice(0, 7)),
        fc.integer({ min: 1, max: 9 }),
      ),
      fc.tuple(fc.integer({ min: -5000, max: 5000 }), fc.nat(40), fc.nat(3)),
      fc.constantFrom(1, 2, 5, 1000),
      fc.infiniteStream(fc.nat(1 << 20)),
      (size, lower, most, noise) => {
        const random = Array.from({ length: 97 }, () => noise.next().value ?? 0);
        const block = labelBlock(
          xyz(...size),
          (x, y, z) => (random[(x + 13 * y + 51 * z) % 97] >> (z & 7)) % (most + 1),
        );
        const found = findBlockCells(block);
        for (const i of found.labels.keys()) {
          assertTwins([partOf(found, i, xyz(...lower))], `label ${found.labels[i]}`);
          numLabels++;
        }
      },
    ),
    { numRuns: 200 },
  );
  assert.ok(numLabels > 1000, `${numLabels}`);
});

test('a label of many strips, wider than a short row, in one block and in many', () => {
  const size = xyz(150, 43, 29);
  const isIn = (x: number, y: number, z: number) =>
    Number(((x * 7919 + y * 104729 + z * 1299709) >>> 3) % 5 < 3);
  const found = findBlockCells(labelBlock(size, isIn));
  const whole = partOf(found, 0);
  assert.ok(assertTwins([whole], 'one block') > 100_000);
  const cut = [0, 1, 40, 41, 97].map((begin, i, all): CellsOfBlock => {
    const isMine = (cell: number) => (cell & 1023) >= begin && (cell & 1023) < (all[i + 1] ?? Infinity);
    return {
      origin: xyz(begin, 0, 0),
      cells: whole.cells.filter(isMine).map((cell) => cell - begin),
      configurations: whole.configurations.filter((_, k) => isMine(whole.cells[k])),
    };
  });
  assertTwins(cut, 'columns');
  assert.deepEqual(drawLabel(cut, kernels), drawLabel([whole], null));
});

test('nothing, a label that fills a block, and all 256 configurations in odd and even slices', () => {
  assertTwins([], 'no part');
  assertTwins(
    [{ origin: xyz(3, 4, 5), cells: new Uint32Array(0), configurations: new Uint8Array(0) }],
    'no cell',
  );
  const full = partOf(findBlockCells(labelBlock(xyz(31, 31, 31), () => 1)), 0);
  // Two triangles a cell on the faces and the edges, one at each corner.
  assert.equal(assertTwins([full], 'full'), 2 * (6 * 30 ** 2 + 12 * 30) + 8);
  for (const shift of [0, 1]) {
    const isIn = (x: number, y: number, z: number) => {
      const configuration = (x >> 2) + 16 * (y >> 2);
      return (
        Number(x % 4 < 2 && y % 4 < 2 && z >= shift && z < shift + 2) &
        (configuration >> ((x & 1) + 2 * (y & 1) + 4 * ((z - shift) & 1)))
      );
    };
    assertTwins([partOf(findBlockCells(labelBlock(xyz(64, 64, 4), isIn)), 0)], `shift ${shift}`);
  }
});
