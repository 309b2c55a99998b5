import { type Box, boxSize, mapXyz, type Xyz } from '../../../datasets/geometry/index.ts';
import { rotateVector } from '../plane.ts';
import { type Quaternion, rotationRows } from '../quaternion.ts';
import type { Projection } from '../view.ts';

/** What the 3-D panel is drawn with, all in doubles: float32 appears only in what is handed to the GPU. */
export interface Camera {
  /** The point that is looked at, in nanometres. */
  readonly targetNm: Xyz;
  /** From view axes (right, down, into the screen) to volume axes. */
  readonly rotation: Quaternion;
  /** Nanometres per pixel at the target. */
  readonly nmPerPixel: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** What has to lie between the near and the far plane. */
  readonly boundsNm: Box;
  readonly projection: Projection;
  /** Which lines are drawn beside the meshes; default both. */
  readonly marks?: { readonly axisLines: boolean; readonly bounds: boolean };
}

/** Neuroglancer's vertical field of view. */
const FIELD_OF_VIEW = Math.PI / 4;

/** The near plane as a part of the distance to the target. */
const NEAR = 0.02;

/**
 * The matrix from a mesh's own coordinates to clip space, column by column as WebGL reads it.
 * @param originNm where the mesh's own (0, 0, 0) lies; differences are taken before anything becomes float32.
 */
export function clipMatrix(camera: Camera, originNm: Xyz): number[] {
  const { targetNm, width, height } = camera;
  const focal = 1 / Math.tan(FIELD_OF_VIEW / 2);
  const distance = (height * camera.nmPerPixel * focal) / 2;
  const near = distance * NEAR;
  const far = distance + reach(camera);
  // Rows of the view rotation are the view axes in volume coordinates: the transpose of `rotation`.
  const r = rotationRows(camera.rotation);
  const offset = mapXyz((v, i) => v - targetNm[i], originNm);
  const axis = (column: number): readonly [number, number, number, number] => {
    const [x, y, z] = [r[column] as number, r[column + 3] as number, r[column + 6] as number];
    return [x, y, z, x * offset[0] + y * offset[1] + z * offset[2]];
  };
  const right = axis(0);
  const down = axis(1);
  const into = axis(2);
  const depth = [into[0], into[1], into[2], into[3] + distance];
  const isFlat = camera.projection === 'orthographic';
  const [begin, end] = [distance - reach(camera), far];
  const rows = isFlat
    ? [
        right.map((v) => (v * 2) / (width * camera.nmPerPixel)),
        down.map((v) => (-v * 2) / (height * camera.nmPerPixel)),
        depth.map((v, i) => (2 * v - (i === 3 ? begin + end : 0)) / (end - begin)),
        [0, 0, 0, 1],
      ]
    : [
        right.map((v) => (v * focal * height) / width),
        down.map((v) => -v * focal),
        depth.map((v, i) => (v * (far + near) - (i === 3 ? 2 * far * near : 0)) / (far - near)),
        depth,
      ];
  return [0, 1, 2, 3].flatMap((column) => rows.map((row) => row[column] as number));
}

/** The rotation from volume axes to view axes, column by column (3 x 3), for normals. */
export function normalMatrix({ rotation }: Camera): number[] {
  // Column-major of a transpose is row-major of the original.
  return [...rotationRows(rotation)];
}

/** The point of the scene at a pixel. @param px from the panel's centre, x right, y down. @param clipDepth in [-1, 1]. */
export function scenePoint(camera: Camera, [x, y]: readonly [number, number], clipDepth: number): Xyz {
  const distance = (camera.height * camera.nmPerPixel) / (2 * Math.tan(FIELD_OF_VIEW / 2));
  const [near, far] =
    camera.projection === 'orthographic'
      ? [distance - reach(camera), distance + reach(camera)]
      : [distance * NEAR, distance + reach(camera)];
  // The inverse of what `clipMatrix` does to a depth.
  const depth =
    camera.projection === 'orthographic'
      ? (clipDepth * (far - near) + near + far) / 2
      : (2 * far * near) / (far + near - clipDepth * (far - near));
  const pixelNm =
    camera.projection === 'orthographic' ? camera.nmPerPixel : (camera.nmPerPixel * depth) / distance;
  return mapXyz(
    (v, i) => v + camera.targetNm[i],
    rotateVector(camera.rotation, [x * pixelNm, y * pixelNm, depth - distance]),
  );
}

/** How far a point lies behind the target, in nanometres. */
export function depthOf({ rotation, targetNm }: Camera, point: Xyz): number {
  const r = rotationRows(rotation);
  return [0, 1, 2].reduce((sum, i) => sum + (r[3 * i + 2] as number) * (point[i as 0] - targetNm[i as 0]), 0);
}

/** Farthest that anything in the bounds can lie behind the target. */
function reach({ boundsNm, targetNm, nmPerPixel, height }: Camera): number {
  const away = Math.hypot(
    ...mapXyz((v, i) => Math.max(Math.abs(boundsNm.begin[i] - v), Math.abs(boundsNm.end[i] - v)), targetNm),
  );
  return Math.max(away, Math.hypot(...boxSize(boundsNm)), height * nmPerPixel) * 1.1;
}

/** Nanometres per pixel at the point of a box that is nearest to the reader; conservative, at least at the near plane. */
export function pixelNmAt(camera: Camera, { begin, end }: Box): number {
  if (camera.projection === 'orthographic') return camera.nmPerPixel;
  const distance = (camera.height * camera.nmPerPixel) / (2 * Math.tan(FIELD_OF_VIEW / 2));
  const r = rotationRows(camera.rotation);
  const into: Xyz = [r[2] as number, r[5] as number, r[8] as number];
  // The corner that lies least deep: each axis on its own.
  const depth = into.reduce(
    (sum, v, i) => sum + v * ((v > 0 ? begin : end)[i as 0] - camera.targetNm[i as 0]),
    distance,
  );
  return (camera.nmPerPixel * Math.max(depth, distance * NEAR)) / distance;
}

/** @returns whether a box may be seen: not all of it beyond one side of the picture. */
export function viewTest(camera: Camera): (box: Box) => boolean {
  const m = clipMatrix(camera, camera.targetNm);
  const row = (r: number, p: Xyz) =>
    (m[r] as number) * p[0] +
    (m[r + 4] as number) * p[1] +
    (m[r + 8] as number) * p[2] +
    (m[r + 12] as number);
  return ({ begin, end }) => {
    const corners = Array.from({ length: 8 }, (_, bits) => {
      const p = mapXyz((v, i) => ((bits >> i) & 1 ? end[i] : v) - camera.targetNm[i], begin);
      return [row(0, p), row(1, p), row(2, p), row(3, p)] as const;
    });
    return ([0, 1, 2] as const).every(
      (axis) => corners.some((c) => c[axis] <= c[3]) && corners.some((c) => c[axis] >= -c[3]),
    );
  };
}
