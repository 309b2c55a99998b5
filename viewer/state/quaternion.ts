import type { Xyz } from '../../datasets/geometry/index.ts';

/** A rotation as a unit quaternion (x, y, z, w), the order Neuroglancer's links use. */
export type Quaternion = readonly [x: number, y: number, z: number, w: number];

export const NO_ROTATION: Quaternion = [0, 0, 0, 1];

/** @param axis unit vector. @param angle radians, right-handed. */
export function rotationAbout(axis: Xyz, angle: number): Quaternion {
  const s = Math.sin(angle / 2);
  return [axis[0] * s, axis[1] * s, axis[2] * s, Math.cos(angle / 2)];
}

/** The rotation that does `b` first, then `a`; renormalised so that long drags do not drift. */
export function composeRotations(a: Quaternion, b: Quaternion): Quaternion {
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  const x = aw * bx + ax * bw + ay * bz - az * by;
  const y = aw * by - ax * bz + ay * bw + az * bx;
  const z = aw * bz + ax * by - ay * bx + az * bw;
  const w = aw * bw - ax * bx - ay * by - az * bz;
  const length = Math.hypot(x, y, z, w);
  return [x / length, y / length, z / length, w / length];
}

/** The opposite rotation. */
export const invertRotation = ([x, y, z, w]: Quaternion): Quaternion => [-x, -y, -z, w];

/** @returns the nine numbers of the rotation matrix, row by row. */
export function rotationRows([x, y, z, w]: Quaternion): readonly number[] {
  return [
    ...[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
    ...[2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
    ...[2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
  ];
}
