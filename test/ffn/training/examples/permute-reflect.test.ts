import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Zyx, zyx } from '../../../../datasets/geometry/index.ts';
import {
  type Axis,
  applySymmetry,
  assertSymmetries,
  createRandom,
  drawSymmetry,
  SYMMETRY_DEFAULTS,
} from '../../../../ffn/training/index.ts';

const SIZE = zyx(3, 5, 5);
const values = Float32Array.from({ length: 75 }, (_, i) => i);
const indexOf = ([z, y, x]: Zyx) => (z * 5 + y) * 5 + x;

test('an axis of the output runs along one of the input, from its other end where it is turned around', () => {
  const symmetry = { from: [0, 2, 1] as [Axis, Axis, Axis], isReflected: [true, false, true] as const };
  const out = applySymmetry(values, SIZE, { ...symmetry, isReflected: [...symmetry.isReflected] });
  for (let z = 0; z < 3; z++)
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 5; x++) assert.equal(out[indexOf([z, y, x])], indexOf([2 - z, 4 - x, y]));
});

test('all sixteen symmetries of the defaults come up equally often; z stays z', () => {
  const counts = new Map<string, number>();
  for (let example = 0; example < 3200; example++) {
    const { from, isReflected } = drawSymmetry(SYMMETRY_DEFAULTS, createRandom(1, 2 + example));
    assert.equal(from[0], 0);
    counts.set(`${from} ${isReflected}`, (counts.get(`${from} ${isReflected}`) ?? 0) + 1);
  }
  assert.equal(counts.size, 16);
  // Six standard deviations around 200.
  for (const [name, count] of counts) assert.ok(Math.abs(count - 200) < 6 * 14, `${name}: ${count}`);
});

test('no axes: nothing changes; three permutable axes: six orders', () => {
  const none = drawSymmetry({ permutable: [], reflectable: [] }, createRandom(3));
  assert.deepEqual(applySymmetry(values, SIZE, none), values);
  const orders = Array.from({ length: 200 }, (_, i) =>
    drawSymmetry({ permutable: [0, 1, 2], reflectable: [] }, createRandom(1, i)).from.join(),
  );
  assert.equal(new Set(orders).size, 6);
});

test('axes named twice and axes of different sizes are refused', () => {
  assertSymmetries(SYMMETRY_DEFAULTS, { fov_size: SIZE });
  assert.throws(
    () => assertSymmetries({ permutable: [1, 1], reflectable: [] }, {}),
    /permutable_axes: expected each axis once, got 1,1/,
  );
  assert.throws(
    () => assertSymmetries({ permutable: [0, 1], reflectable: [] }, { fov_size: SIZE }),
    /permutable_axes: expected axes along which fov_size is the same, got 0,1 .*--permutable_axes 1,2/,
  );
});
