import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosinesOf, createWedgeKernel, WEDGE_REACH } from '../../../datasets/phantom/wedge.ts';

const EDGE = 2 * WEDGE_REACH + 1;
const kernel = createWedgeKernel();

/** What the kernel does to a wave of so many turns a voxel along x and z. */
function gain(fx: number, fz: number): number {
  let sum = 0;
  for (let i = 0; i < kernel.length; i++) {
    const [x, z] = [(i % EDGE) - WEDGE_REACH, Math.floor(i / EDGE) - WEDGE_REACH];
    sum += kernel[i] * Math.cos(2 * Math.PI * (fx * x + fz * z));
  }
  return Math.abs(sum);
}

test('cosines by roots alone are the cosines', () => {
  for (const n of [4, 8, 64, 256]) {
    cosinesOf(n).forEach((value, i) => {
      assert.ok(Math.abs(value - Math.cos((2 * Math.PI * i) / n)) < 1e-12, `${i} of ${n}: ${value}`);
    });
  }
});

test('waves well within 60 degrees of tilt pass, at 60 half of them do, those along z are gone', () => {
  for (const degrees of [0, 20, 40, 140, 160]) {
    const angle = (degrees * Math.PI) / 180;
    const passed = gain(0.2 * Math.cos(angle), 0.2 * Math.sin(angle));
    assert.ok(passed > 0.5, `${degrees} degrees: ${passed}`);
  }
  const atEdge = gain(0.2 * Math.cos(Math.PI / 3), 0.2 * Math.sin(Math.PI / 3)) / gain(0.2, 0);
  assert.ok(atEdge > 0.3 && atEdge < 0.7, `at the edge: ${atEdge}`);
  for (const degrees of [85, 90, 95]) {
    const angle = (degrees * Math.PI) / 180;
    const passed = gain(0.2 * Math.cos(angle), 0.2 * Math.sin(angle));
    assert.ok(passed < 0.1, `${degrees} degrees: ${passed}`);
  }
});

test('the kernel is point-symmetric, which the filter relies on', () => {
  kernel.forEach((weight, i) => {
    assert.ok(Math.abs(weight - kernel[kernel.length - 1 - i]) < 1e-15, `${i}`);
  });
});
