/** What the 3-D panel shows of meshes: transparency, silhouettes, parts of fragments. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import { type DrawnMesh, Stage } from '../../../viewer/render/index.ts';
import type { Camera, MeshGeometry } from '../../../viewer/state/index.ts';
import { ALL_OCTANTS } from '../../../viewer/state/scene/index.ts';
import { smoothNormals } from '../../../viewer/workers/normals.ts';

const SIZE = 64;
const CAMERA: Camera = {
  targetNm: [0, 0, 0],
  rotation: [0, 0, 0, 1],
  nmPerPixel: 1,
  width: SIZE,
  height: SIZE,
  boundsNm: { begin: [-900, -900, -100], end: [900, 900, 100] },
  projection: 'orthographic',
};

/** A square across the line of sight, as a fragment: its quarters are octants 0 to 3. */
function square([x, y, z]: Xyz, side: number): MeshGeometry {
  const half = side / 2;
  const positions: number[] = [];
  const indices: number[] = [];
  for (let quarter = 0; quarter < 4; quarter++) {
    const [left, top] = [(quarter & 1) * half, (quarter >> 1) * half];
    for (const [i, j] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const)
      positions.push(left + i * half, top + j * half, 0);
    indices.push(...[0, 1, 2, 1, 3, 2].map((v) => v + 4 * quarter));
  }
  const geometry = { positions: new Float32Array(positions), indices: new Uint32Array(indices) };
  const normals = smoothNormals(geometry.positions, geometry.indices);
  return { ...geometry, normals, originNm: [x, y, z], octantEnds: [6, 12, 18, 24, 24, 24, 24, 24] };
}

const LOOK = { alpha: 1, silhouette: 0, octants: ALL_OCTANTS, color: [1, 1, 1] as const };
type Given = Partial<Omit<DrawnMesh, 'mesh'>> & { readonly geometry: MeshGeometry };

async function drawMeshes(given: readonly Given[], camera = CAMERA, isQuick = false) {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE + 9;
  canvas.height = SIZE + 4;
  const stage = new Stage(canvas, { lost: () => undefined, restored: () => undefined });
  await stage.loadScenery();
  const meshes = given.map(({ geometry, ...look }, i) => ({
    ...LOOK,
    group: String(i),
    ...look,
    mesh: stage.uploadMesh(geometry),
  }));
  // The outline lies far outside of the picture; the axes cross it in the middle.
  stage.drawScene({ left: 5, top: 2, width: SIZE, height: SIZE }, camera, {
    meshes,
    skeletons: [],
    isQuick,
  });
  const copy = new OffscreenCanvas(SIZE, SIZE).getContext('2d');
  copy?.drawImage(canvas, -5, -2);
  const data = copy?.getImageData(0, 0, SIZE, SIZE).data ?? new Uint8ClampedArray();
  stage.dispose();
  return (x: number, y: number) => [...data.subarray(4 * (x + SIZE * y), 4 * (x + SIZE * y) + 4)];
}

const near = (actual: readonly number[], expected: readonly number[], message: string) =>
  assert.ok(
    expected.every((v, i) => Math.abs((actual[i] as number) - v) <= 2),
    `${message}: ${actual} for ${expected}`,
  );

test('the nearer mesh hides the one behind, in whatever order they come', async () => {
  const front = { geometry: square([-30, -30, -20], 60), color: [1, 0, 0] as const };
  const back = { geometry: square([-30, -30, 20], 60), color: [0, 1, 0] as const };
  for (const meshes of [
    [front, back],
    [back, front],
  ]) {
    near((await drawMeshes(meshes))(20, 20), [255, 0, 0, 255], 'front');
  }
});

test('a transparent mesh lets what is behind shine through, in whatever order they come', async () => {
  const front = { geometry: square([-30, -30, -20], 60), color: [1, 0, 0] as const, alpha: 0.5 };
  const back = { geometry: square([-30, -30, 20], 60), color: [0, 1, 0] as const, alpha: 0.5 };
  const solid = { geometry: square([-30, -30, 50], 60), color: [0, 0, 1] as const };
  for (const meshes of [
    [front, back, solid],
    [solid, back, front],
  ]) {
    // Red half over green half over blue.
    near((await drawMeshes(meshes))(20, 20), [128, 64, 64, 255], 'three');
  }
  near((await drawMeshes([front]))(20, 20), [255, 0, 0, 128], 'over nothing');
});

test('the parts of one transparent segment do not shine through each other', async () => {
  const part = (z: number) => ({
    geometry: square([-30, -30, z], 60),
    color: [1, 0, 0] as const,
    alpha: 0.5,
    group: 'same',
  });
  near((await drawMeshes([part(-20), part(20)]))(20, 20), [255, 0, 0, 128], 'one layer');
});

test('only the octants that are asked for are drawn, and meet without a gap', async () => {
  const geometry = square([-30, -30, 0], 60);
  const at = await drawMeshes([{ geometry, octants: 0b1001 }]);
  assert.deepEqual([at(20, 20)[3], at(45, 20)[3], at(20, 45)[3], at(45, 45)[3]], [255, 0, 0, 255]);
  const coarse = square([-30, -30, 0], 60);
  const fine = square([0, -30, 0], 30);
  const both = await drawMeshes([
    { geometry: coarse, octants: ALL_OCTANTS & ~0b10, color: [1, 0, 0] },
    { geometry: fine, color: [0, 1, 0] },
  ]);
  for (let y = 3; y < 61; y++) for (let x = 3; x < 61; x++) assert.equal(both(x, y)[3], 255, `${x} ${y}`);
  near(both(45, 20), [0, 255, 0, 255], 'the finer part');
});

test('a silhouette lets what faces the reader vanish', async () => {
  near(
    (await drawMeshes([{ geometry: square([-30, -30, 0], 60), silhouette: 2 }]))(20, 20),
    [0, 0, 0, 0],
    'facing',
  );
});

test('slanted edges are mixed in a full picture, and not in a quick one', async () => {
  const turned = { ...CAMERA, rotation: [0, 0, Math.sin(0.15), Math.cos(0.15)] as const };
  const marks = { axisLines: false, bounds: false };
  const shades = async (isQuick: boolean) => {
    const at = await drawMeshes([{ geometry: square([-20, -20, 0], 40) }], { ...turned, marks }, isQuick);
    return new Set(Array.from({ length: SIZE * SIZE }, (_, i) => at(i % SIZE, Math.floor(i / SIZE))[3])).size;
  };
  assert.equal(await shades(true), 2);
  const mixed = await shades(false);
  assert.ok(mixed > 2, `${mixed} shades`);
});
