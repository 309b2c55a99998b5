import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Zyx, zyx } from '../../../../datasets/geometry/index.ts';
import {
  createRandom,
  drawShifts,
  readSizeOf,
  sourceIndex,
  takeShifted,
} from '../../../../ffn/training/index.ts';

const misalignment = { probability: 1, maxOffset: 2, slipRatio: 0.5 };

test('one section slips, or all from it on move; offsets of both signs; sometimes nothing', () => {
  let [slips, steps] = [0, 0];
  const offsets = new Set<number>();
  for (let i = 0; i < 400; i++) {
    const shifts = drawShifts(misalignment, 7, createRandom(1, i));
    const moved = shifts.flatMap(([u, v], section) => (u !== 0 || v !== 0 ? [section] : []));
    for (const [u, v] of shifts) offsets.add(u).add(v);
    if (moved.length === 1 && moved[0] !== 6) slips++;
    if (moved.length > 1) {
      steps++;
      assert.equal(moved.at(-1), 6);
      assert.equal(moved.length, 7 - moved[0]!);
    }
  }
  assert.deepEqual([...offsets].sort(), [-1, -2, 0, 1, 2]);
  assert.ok(slips > 100 && steps > 100, `${slips}, ${steps}`);
  const never = drawShifts({ ...misalignment, probability: 0 }, 3, createRandom(1));
  assert.deepEqual(never, [
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
  assert.deepEqual(drawShifts(undefined, 1, createRandom(1)), [[0, 0]]);
});

test('sections come from where they were moved to, along any axis', () => {
  const size = zyx(3, 4, 5);
  for (const sectionAxis of [0, 1, 2] as const) {
    const readSize = readSizeOf(size, { sectionAxis, misalignment });
    const expectedSize = size.map((n, axis) => (axis === sectionAxis ? n : n + 4));
    assert.deepEqual(readSize, expectedSize);
    const values = Float32Array.from({ length: readSize[0] * readSize[1] * readSize[2] }, (_, i) => i);
    const shifts = Array.from({ length: size[sectionAxis] }, (_, i) => [(i % 3) - 1, 2 - i] as const);
    const patch = { size, readSize, sectionAxis, shifts };
    const out = takeShifted(values, patch);
    for (let z = 0, i = 0; z < 3; z++)
      for (let y = 0; y < 4; y++)
        for (let x = 0; x < 5; x++, i++) {
          const at: [number, number, number] = [z, y, x];
          const [slow, fast] = shifts[at[sectionAxis]!]!;
          const [first, second] = [0, 1, 2].filter((axis) => axis !== sectionAxis) as [number, number];
          at[first]! += 2 + slow;
          at[second]! += 2 + fast;
          const expected: number = (at[0] * readSize[1] + at[1]) * readSize[2] + at[2];
          assert.equal(out[i], expected, `axis ${sectionAxis}, voxel ${z},${y},${x}`);
          assert.equal(sourceIndex(patch, [z, y, x] as Zyx), expected);
        }
  }
});
