import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Xyz } from '../../../../datasets/geometry/index.ts';
import { cellsOf } from '../../../../datasets/voxels/downsample/cells.ts';
import { modeCells } from '../../../../datasets/voxels/downsample/mode.ts';
import { memoryOf, simdKernels } from '../../../../datasets/voxels/downsample/simd/kernels.ts';
import { wholePairs } from '../../../../datasets/voxels/downsample/simd/mode-strips.ts';

/** Few labels, some that differ in one half only: ties are frequent. */
const LABELS = [0n, 1n, 1n << 32n, (1n << 32n) + 1n, (1n << 64n) - 1n];

const kernels = simdKernels();

/** Mode by the kernel or, with null, by the loops. */
function modes(labels: BigUint64Array, shape: { size: Xyz; begin: Xyz; factors: Xyz }, by: typeof kernels) {
  const cells = cellsOf(shape.begin, shape.size, shape.factors);
  const target = [false, true].map((sparse) => {
    const result = new Uint32Array(2 * (cells.x.length - 1) * (cells.y.length - 1) * (cells.z.length - 1));
    const source = new Uint32Array(labels.buffer);
    modeCells({ source, target: result, lanes: 2, size: shape.size, cells, sparse }, by);
    return [...result];
  });
  return { target, whole: wholePairs(cells.x) };
}

const side = (max: number) => fc.integer({ min: 1, max });
const at = fc.integer({ min: -2, max: 2 });

test('modes by WebAssembly equal those by the loops: cut cells, factors 1 and 2, sparse, few to many labels', () => {
  assert.ok(kernels, 'this Node has WebAssembly SIMD');
  const shapes = fc.record({
    size: fc.tuple(side(19), side(9), side(7)),
    begin: fc.tuple(at, at, at),
    factors: fc.tuple(fc.constant(2), fc.constantFrom(1, 2), fc.constantFrom(1, 2)),
  });
  let byKernel = 0;
  fc.assert(
    fc.property(
      shapes,
      fc.integer({ min: 2, max: 5 }),
      fc.infiniteStream(fc.nat(999)),
      (shape, few, seed) => {
        const length = shape.size[0] * shape.size[1] * shape.size[2];
        const labels = BigUint64Array.from({ length }, () => LABELS[(seed.next().value ?? 0) % few]);
        const fast = modes(labels, shape, kernels);
        if (fast.whole) byKernel++;
        assert.deepEqual(fast.target, modes(labels, shape, null).target);
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(byKernel > 500, `the kernel ran in ${byKernel} of 1000`);
});

test('all 2^8 cells of two labels, background first or not, equal the loops', () => {
  const shape = { size: [2, 2, 512], begin: [0, 0, 0], factors: [2, 2, 2] } as const;
  for (const pair of [
    [0n, 5n],
    [5n << 32n, 5n],
  ]) {
    const labels = BigUint64Array.from({ length: 2048 }, (_, i) => pair[((i >> 3) >> (i & 7)) & 1]);
    assert.deepEqual(modes(labels, shape, kernels).target, modes(labels, shape, null).target);
  }
});

test('rows longer than a strip and several strips: the memory grows, results are the same', () => {
  assert.ok(kernels);
  for (const size of [
    [20001, 3, 2],
    [300, 101, 3],
  ] as const) {
    const labels = BigUint64Array.from({ length: size[0] * size[1] * size[2] }, (_, i) =>
      BigInt((i * 2654435761) % 4),
    );
    const shape = { size, begin: [1, 1, 0], factors: [2, 2, 2] } as const;
    assert.deepEqual(modes(labels, shape, kernels).target, modes(labels, shape, null).target);
  }
  assert.ok(memoryOf(kernels, 0).length > 65536);
});
