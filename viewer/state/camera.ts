import { type Box, boxSize, mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { type Quaternion, rotationRows } from './quaternion.ts';

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
  const rows = [
    right.map((v) => (v * focal * height) / width),
    down.map((v) => -v * focal),
    depth.map((v, i) => (v * (far + near)) / (far - near) - (i === 3 ? (2 * far * near) / (far - near) : 0)),
    depth,
  ];
  return [0, 1, 2, 3].flatMap((column) => rows.map((row) => row[column] as number));
}

/** The rotation from volume axes to view axes, column by column (3 x 3), for normals. */
export function normalMatrix({ rotation }: Camera): number[] {
  // Column-major of a transpose is row-major of the original.
  return [...rotationRows(rotation)];
}

/** Farthest that anything in the bounds can lie behind the target. */
function reach({ boundsNm, targetNm, nmPerPixel, height }: Camera): number {
  const away = Math.hypot(
    ...mapXyz((v, i) => Math.max(Math.abs(boundsNm.begin[i] - v), Math.abs(boundsNm.end[i] - v)), targetNm),
  );
  return Math.max(away, Math.hypot(...boxSize(boundsNm)), height * nmPerPixel) * 1.1;
}
