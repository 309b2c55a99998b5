import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../../datasets/geometry/index.ts';
import { type Camera, DEFAULT_TURN } from '../../../../viewer/state/index.ts';
import { clipMatrix, pixelNmAt, scenePoint, viewTest } from '../../../../viewer/state/scene/index.ts';
import { rotateBy, type View } from '../../../../viewer/state/view.ts';

const camera: Camera = {
  targetNm: [1000, 2000, 3000],
  rotation: [0, 0, 0, 1],
  nmPerPixel: 2,
  width: 400,
  height: 200,
  boundsNm: { begin: [900, 1900, 2900], end: [1100, 2100, 3100] },
  projection: 'perspective',
};

/** Pixels from the panel's centre, y down, and depth in [-1, 1]. */
function project(c: Camera, point: Xyz): [number, number, number] {
  const m = clipMatrix(c, point);
  const [x, y, z, w] = [m[12], m[13], m[14], m[15]] as [number, number, number, number];
  return [(x / w) * (c.width / 2), (-y / w) * (c.height / 2), z / w];
}

function close(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, v] of expected.entries()) {
    assert.ok(Math.abs((actual[i] as number) - v) < 1e-6, `${actual} instead of ${expected}`);
  }
}

test('at the distance of the target a pixel is what was asked for, x right and y down', () => {
  close(project(camera, camera.targetNm), [0, 0]);
  close(project(camera, [1020, 2000, 3000]), [10, 0]);
  close(project(camera, [1000, 2020, 3000]), [0, 10]);
});

test('what is farther away is smaller and deeper', () => {
  const [near] = project(camera, [1020, 2000, 2900]);
  const [far, , depth] = project(camera, [1020, 2000, 3100]);
  assert.ok(near > 10 && far < 10);
  assert.ok(depth > project(camera, camera.targetNm)[2] && depth < 1);
});

test('the front of the object follows a drag', () => {
  const view: View = {
    ...DEFAULT_TURN,
    position: [0, 0, 0],
    zoom: 1,
    rotation: camera.rotation,
    sceneNmPerPixel: 1,
  };
  const front: Xyz = [1000, 2000, 2950];
  const right = project({ ...camera, rotation: rotateBy(view, [40, 0]).rotation }, front);
  const down = project({ ...camera, rotation: rotateBy(view, [0, 40]).rotation }, front);
  assert.ok(right[0] > 1 && Math.abs(right[1]) < 1e-6, `${right}`);
  assert.ok(down[1] > 1 && Math.abs(down[0]) < 1e-6, `${down}`);
});

test('orthographic: what is farther away is as large, and deeper', () => {
  const flat: Camera = { ...camera, projection: 'orthographic' };
  close(project(flat, [1020, 2000, 2900]).slice(0, 2), [10, 0]);
  close(project(flat, [1020, 2040, 3100]).slice(0, 2), [10, 20]);
  const depths = [2900, 3000, 3100].map((z) => project(flat, [1000, 2000, z])[2]);
  assert.ok(-1 < depths[0]! && depths[0]! < depths[1]! && depths[1]! < depths[2]! && depths[2]! < 1);
});

test('a pixel is larger where a box is farther away, by its nearest corner', () => {
  const box = (z: number) => ({ begin: [990, 1990, z] as Xyz, end: [1010, 2010, z + 50] as Xyz });
  // At the target a pixel is 2 nm; the eye is 200 / tan(22.5 degrees) = 482.8 nm before it.
  close([pixelNmAt(camera, box(3000))], [2]);
  close([pixelNmAt(camera, box(3000 + 482.842712474619))], [4]);
  close([pixelNmAt({ ...camera, projection: 'orthographic' }, box(9000))], [2]);
});

test('boxes beside the picture are not in view, those that touch it are', () => {
  for (const projection of ['perspective', 'orthographic'] as const) {
    const isInView = viewTest({ ...camera, projection });
    const at = (x: number) => isInView({ begin: [x, 1990, 2990], end: [x + 20, 2010, 3010] });
    // 200 pixels of 2 nm to each side.
    assert.deepEqual(
      [at(1000), at(1390), at(1500), at(590), at(400)],
      [true, true, false, true, false],
      projection,
    );
  }
});

test('a pixel and its depth lead back to the point', () => {
  for (const projection of ['perspective', 'orthographic'] as const) {
    const turned: Camera = { ...camera, projection, rotation: [0.5, 0.5, 0.5, 0.5] };
    for (const point of [[1010, 1980, 3030], camera.targetNm, [950, 2090, 2960]] as Xyz[]) {
      const [x, y, depth] = project(turned, point);
      close(scenePoint(turned, [x, y], depth), point);
    }
  }
});
