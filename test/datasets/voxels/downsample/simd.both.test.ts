import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memoryOf } from '../../../../datasets/assembler/index.ts';
import type { Xyz } from '../../../../datasets/geometry/index.ts';
import { averageCells } from '../../../../datasets/voxels/downsample/average.ts';
import { cellsOf } from '../../../../datasets/voxels/downsample/cells.ts';
import { modeCells } from '../../../../datasets/voxels/downsample/mode.ts';
import { simdKernels } from '../../../../datasets/voxels/downsample/simd/kernels.ts';
import { wholeCells } from '../../../../datasets/voxels/downsample/simd/whole-cells.ts';

/** Few labels, some that differ in one half only: ties are frequent. */
const LABELS = [0n, 1n, 1n << 32n, (1n << 32n) + 1n, (1n << 64n) - 1n];

const kernels = simdKernels();

interface Shape {
  readonly size: Xyz;
  readonly begin: Xyz;
  readonly factors: Xyz;
}

/** Mode by the kernel or, with null, by the loops. */
function modes(labels: BigUint64Array, shape: Shape, by: typeof kernels) {
  const cells = cellsOf(shape.begin, shape.size, shape.factors);
  const target = [false, true].map((sparse) => {
    const result = new Uint32Array(2 * (cells.x.length - 1) * (cells.y.length - 1) * (cells.z.length - 1));
    const source = new Uint32Array(labels.buffer);
    modeCells({ source, target: result, lanes: 2, size: shape.size, cells, sparse }, by);
    return [...result];
  });
  return { target, whole: wholeCells(cells) };
}

/** Means by the kernel or, with null, by the loops; the target is surrounded by bytes that must stay. */
function means(source: Uint8Array, { size, begin, factors }: Shape, by: typeof kernels) {
  const cells = cellsOf(begin, size, factors);
  const count = (cells.x.length - 1) * (cells.y.length - 1) * (cells.z.length - 1);
  const around = new Uint8Array(count + 128).fill(77);
  averageCells({ source, target: around.subarray(64, 64 + count), size, cells }, by);
  return { around: [...around], whole: wholeCells(cells) };
}

/** By definition, from the volume's coordinates: sums of whole numbers, divided, halves to the even. */
function slowMeans(source: Uint8Array, { size, begin, factors }: Shape): number[] {
  const sums = new Map<string, { sum: number; count: number }>();
  source.forEach((value, i) => {
    const [x, y, z] = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / size[0] / size[1])];
    const key = [x, y, z].map((at, axis) => Math.floor((at + begin[axis]) / factors[axis])).join();
    const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: sum + value, count: count + 1 });
  });
  return [...sums.values()].map(({ sum, count }) => {
    const [low, rest] = [Math.floor(sum / count), sum % count];
    return 2 * rest === count ? low + (low % 2) : low + Number(2 * rest > count);
  });
}

const side = (max: number) => fc.integer({ min: 1, max });
const at = fc.integer({ min: -2, max: 2 });
const shapesOf = (longest: number) =>
  fc.record({
    size: fc.tuple(side(longest), side(9), side(7)),
    begin: fc.tuple(at, at, at),
    factors: fc.tuple(fc.constant(2), fc.constantFrom(1, 2), fc.constantFrom(1, 2)),
  });

test('means by WebAssembly equal brute force and the loops: cut cells, factors 1 and 2, any length of row', () => {
  assert.ok(kernels, 'this Node has WebAssembly SIMD');
  let byKernel = 0;
  fc.assert(
    fc.property(
      shapesOf(130),
      fc.constantFrom(2, 4, 256),
      fc.infiniteStream(fc.nat(255)),
      (shape, values, seed) => {
        const length = shape.size[0] * shape.size[1] * shape.size[2];
        const random = Array.from({ length: 61 }, () => seed.next().value ?? 0);
        const image = Uint8Array.from({ length }, (_, i) => 255 - ((random[i % 61] + (i >> 3)) % values));
        const fast = means(image, shape, kernels);
        if (fast.whole) byKernel++;
        const around = Array(64).fill(77);
        assert.deepEqual(fast.around, [...around, ...slowMeans(image, shape), ...around]);
        assert.deepEqual(fast.around, means(image, shape, null).around);
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(byKernel > 900, `the kernel ran in ${byKernel} of 1000`);
});

test('every sum of eight bytes, 0 to 2040, is divided as defined', () => {
  const shape = { size: [2 * 2041, 2, 2], begin: [0, 0, 0], factors: [2, 2, 2] } as const;
  const image = new Uint8Array(8 * 2041);
  for (let sum = 0; sum <= 2040; sum++) {
    for (let i = 0, left = sum; i < 8; i++) {
      const value = Math.min(255, Math.ceil(left / (8 - i)));
      image[2 * sum + (i & 1) + 2 * 2041 * (i >> 1)] = value;
      left -= value;
    }
  }
  const expected = Array.from({ length: 2041 }, (_, sum) => {
    const low = Math.floor(sum / 8);
    return sum % 8 === 4 ? low + (low % 2) : low + Number(sum % 8 > 4);
  });
  assert.deepEqual(means(image, shape, kernels).around.slice(64, -64), expected);
});

test('modes by WebAssembly equal those by the loops: cut cells, factors 1 and 2, sparse, few to many labels', () => {
  assert.ok(kernels, 'this Node has WebAssembly SIMD');
  let byKernel = 0;
  fc.assert(
    fc.property(
      shapesOf(19),
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
    const image = Uint8Array.from(labels, (label, i) => Number(label) * 60 + (i & 15));
    assert.deepEqual(means(image, shape, kernels).around.slice(64, -64), slowMeans(image, shape));
  }
  assert.ok(memoryOf(kernels, 0).length > 65536);
});
