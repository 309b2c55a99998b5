import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import {
  centerOf,
  DEFAULT_ROTATION,
  DEFAULT_TURN,
  fitZoom,
  panBy,
  positionNm,
  rotateBy,
  type Space,
  stepThrough,
  type View,
  zoomAt,
} from '../../../viewer/state/index.ts';

/** Anisotropic, so that a mix-up of axes or units shows: x and y 4 nm, z 40 nm. */
const space: Space = { voxelSizeNm: [4, 4, 40], boundsNm: { begin: [0, 0, 400], end: [400, 800, 1200] } };
const view: View = { ...DEFAULT_TURN, position: [50, 100, 20], zoom: 0.5, sceneNmPerPixel: 1 };

function close(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, v] of expected.entries()) {
    assert.ok(Math.abs((actual[i] as number) - v) < 1e-9, `${actual} instead of ${expected}`);
  }
}

test('the centre is in voxels of each axis', () => {
  assert.deepEqual(centerOf(space), [50, 100, 20]);
  assert.deepEqual(positionNm(view, space), [200, 400, 800]);
});

test('what is under the pointer follows a drag, in voxels of the axis', () => {
  // 0.5 voxels of 4 nm per pixel: 10 pixels are 20 nm.
  close(panBy(view, space, 'xy', [10, 20]).position, [45, 90, 20]);
  close(panBy(view, space, 'xz', [10, 20]).position, [45, 100, 19]);
  // In yz the z axis grows to the left, as in Neuroglancer.
  close(panBy(view, space, 'yz', [10, 20]).position, [50, 90, 20.5]);
});

test('a step goes one voxel into the screen', () => {
  assert.deepEqual(stepThrough(view, 'xy', 1).position, [50, 100, 21]);
  assert.deepEqual(stepThrough(view, 'xz', 1).position, [50, 99, 20]);
  assert.deepEqual(stepThrough(view, 'yz', -1).position, [49, 100, 20]);
});

test('zooming keeps the point under the pointer', () => {
  const at = [30, -12] as const;
  const under = (v: View): Xyz => positionNm(panBy(v, space, 'xz', [-at[0], -at[1]]), space);
  const zoomed = zoomAt(view, space, 'xz', { factor: 3, at });
  assert.equal(zoomed.zoom, 1.5);
  close(under(zoomed), under(view));
});

test('the fitting zoom shows all of every panel, with a little air', () => {
  const panels = [
    { kind: 'xy', width: 200, height: 200 },
    { kind: 'yz', width: 100, height: 400 },
    { kind: '3d', width: 1, height: 1 },
  ] as const;
  // yz: 800 nm of z over 100 pixels are 8 nm a pixel, 2 voxels of 4 nm.
  assert.equal(fitZoom(space, panels), 2 * 1.04);
  assert.equal(fitZoom(space, []), 1);
});

test('a rotation there and back again is none', () => {
  close(rotateBy(rotateBy(view, [40, 0]), [-40, 0]).rotation, DEFAULT_ROTATION);
});
