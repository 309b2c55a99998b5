import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import {
  DEFAULT_TURN,
  planeBasis,
  positionNm,
  rotationAbout,
  type Space,
  snapView,
  stepAlong,
  turnPanel,
  turnSlices,
  type View,
} from '../../../viewer/state/index.ts';

const space: Space = { voxelSizeNm: [4, 4, 40], boundsNm: { begin: [0, 0, 0], end: [400, 800, 1200] } };
const view: View = { ...DEFAULT_TURN, position: [50, 100, 20], zoom: 0.5, sceneNmPerPixel: 1 };

function near(actual: readonly number[], expected: readonly number[], message = ''): void {
  for (const [i, v] of expected.entries())
    assert.ok(Math.abs((actual[i] as number) - v) < 1e-9, `${message} ${actual} instead of ${expected}`);
}

test('keys turn every panel about its own axes, and all cross-sections together', () => {
  // A quarter turn about x of the xz panel, which shows x across and z down: y comes where z was.
  const turned = turnPanel(view, 'xz', 0, Math.PI / 2);
  const { right, down } = planeBasis('xz', turned.sliceRotation);
  near(right, [1, 0, 0]);
  // Right-handed about x: z goes to -y.
  near(down, [0, -1, 0]);
  near(planeBasis('xy', turned.sliceRotation).down, [0, 0, 1]);
});

test('a drag turns by a quarter of a degree per pixel, and keeps the point that was grabbed', () => {
  const fixedNm: Xyz = [100, 300, 700];
  const turned = turnSlices(view, space, 'xy', { delta: [120, 0], fixedNm });
  // 120 pixels are 30 degrees about the axis that points down: -30 degrees about y.
  near(turned.sliceRotation, rotationAbout([0, 1, 0], -Math.PI / 6));
  const distance = (v: View) =>
    Math.hypot(...positionNm(v, space).map((nm, i) => nm - (fixedNm[i] as number)));
  assert.ok(Math.abs(distance(turned) - distance(view)) < 1e-9);
  const back = turnSlices(turned, space, 'xy', { delta: [-120, 0], fixedNm });
  near(back.position, view.position, 'there and back');
});

test('steps go along the axes of the panel', () => {
  near(stepAlong(view, 'yz', 0, 1).position, [50, 100, 19], 'z grows to the left in yz');
  near(stepAlong(view, 'xz', 1, 2).position, [50, 100, 22]);
  const straight = { ...view, rotation: [0, 0, 0, 1] as const };
  near(stepAlong(straight, '3d', 2, 10).position, [50, 100, 30]);
});

test('snapping goes to the nearest straight view and the middle of the voxel', () => {
  const tilted = turnPanel(turnPanel(view, 'xy', 2, Math.PI / 2 + 0.3), 'xy', 0, 0.2);
  const snapped = snapView({ ...tilted, position: [1.2, 2.9, -0.1] }, 'xy');
  near(snapped.position, [1.5, 2.5, -0.5]);
  const { right, down } = planeBasis('xy', snapped.sliceRotation);
  assert.deepEqual(
    [right, down],
    [
      [0, 1, 0],
      [-1, 0, 0],
    ],
  );
  assert.deepEqual(
    snapView({ ...view, sliceRotation: [0.01, 0.02, 0, 0.9997] }, 'xy').sliceRotation,
    [0, 0, 0, 1],
  );
});
