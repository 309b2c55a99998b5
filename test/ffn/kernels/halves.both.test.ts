import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHalves, toHalves } from '../../../ffn/kernels/index.ts';

/** float32 and the bits of the float16 that NumPy 1.24 makes of it: `numpy.float32(x).astype('<f2').view('<u2')`. */
const PINNED: readonly (readonly [number, number])[] = [
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [0.1, 0x2e66],
  [1 / 3, 0x3555],
  [65504, 0x7bff],
  // Halfway to what would be 65536, and just below.
  [65520, 0x7c00],
  [65519.99609375, 0x7bff],
  [1e30, 0x7c00],
  [-1e30, 0xfc00],
  // The smallest normal, the largest subnormal, the smallest, half of it (a tie, to even) and more than half.
  [2 ** -14, 0x0400],
  [2 ** -14 - 2 ** -24, 0x03ff],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [2 ** -25 + 2 ** -40, 0x0001],
  [3 * 2 ** -25, 0x0002],
  // Ties of normals: 1 + 1/2048 down to even, 1 + 3/2048 up to even.
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
];

for (const [value, bits] of PINNED) {
  test(`float16 of ${value} is 0x${bits.toString(16)}`, () => {
    assert.deepEqual([...toHalves(Float32Array.of(value))], [bits]);
  });
}

test('every float16 comes back as it was', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const back = toHalves(fromHalves(all));
  const isNumber = (half: number) => (half & 0x7fff) <= 0x7c00;
  const changed = [...all].filter((half) => isNumber(half) && back[half] !== half);
  assert.deepEqual(changed, []);
  assert.ok(Number.isNaN(fromHalves(Uint16Array.of(0x7e00))[0]));
  assert.equal(toHalves(Float32Array.of(Number.NaN))[0] & 0x7fff, 0x7e00);
});
