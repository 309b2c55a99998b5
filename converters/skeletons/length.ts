import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Skeleton } from './skeleton.ts';

/** Length of all edges, nanometres. @param voxelSizeNm nanometres per unit of the positions. */
export function lengthNmOf({ positions, edges }: Skeleton, voxelSizeNm: Xyz): number {
  let sum = 0;
  for (let i = 0; i < edges.length; i += 2) sum += distanceNm(positions, edges[i], edges[i + 1], voxelSizeNm);
  return sum;
}

/** @returns between two vertices. */
export function distanceNm(positions: Float32Array, a: number, b: number, voxelSizeNm: Xyz): number {
  const dx = (positions[3 * a] - positions[3 * b]) * voxelSizeNm[0];
  const dy = (positions[3 * a + 1] - positions[3 * b + 1]) * voxelSizeNm[1];
  const dz = (positions[3 * a + 2] - positions[3 * b + 2]) * voxelSizeNm[2];
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}
