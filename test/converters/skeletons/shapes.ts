/** Solid shapes of one label, drawn by their definition, and what a skeleton of one must be. */
import assert from 'node:assert/strict';
import type { Skeleton } from '../../../converters/skeletons/index.ts';
import { type Box, boxSize, type Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';

/** Whether the label holds a point; voxels are drawn by their centres. */
export type Shape = (x: number, y: number, z: number) => boolean;

/** Points within `radius` of the line from a to b, with round ends. */
export function tube(a: Xyz, b: Xyz, radius: number): Shape {
  const d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  return (x, y, z) => {
    const p = [x - a[0], y - a[1], z - a[2]];
    const along = Math.min(1, Math.max(0, (p[0] * d[0] + p[1] * d[1] + p[2] * d[2]) / square));
    return Math.hypot(p[0] - along * d[0], p[1] - along * d[1], p[2] - along * d[2]) <= radius;
  };
}

/** Points within `radius` of the line from a to b, with flat ends. */
export function cylinder(a: Xyz, b: Xyz, radius: number): Shape {
  const d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const square = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  return (x, y, z) => {
    const p = [x - a[0], y - a[1], z - a[2]];
    const along = (p[0] * d[0] + p[1] * d[1] + p[2] * d[2]) / square;
    const across = Math.hypot(p[0] - along * d[0], p[1] - along * d[1], p[2] - along * d[2]);
    return along >= 0 && along < 1 && across <= radius;
  };
}

export function torus(centre: Xyz, ring: number, radius: number): Shape {
  return (x, y, z) => Math.hypot(Math.hypot(x - centre[0], y - centre[1]) - ring, z - centre[2]) <= radius;
}

export const anyOf =
  (...shapes: readonly Shape[]): Shape =>
  (x, y, z) =>
    shapes.some((shape) => shape(x, y, z));

/** @param box of the volume. @returns uint64 labels: `label` inside, else 0. */
export function draw(shape: Shape, box: Box, label = 7n): VoxelBlock {
  const size = boxSize(box);
  const data = new BigUint64Array(size[0] * size[1] * size[2]);
  let i = 0;
  for (let z = box.begin[2]; z < box.end[2]; z++) {
    for (let y = box.begin[1]; y < box.end[1]; y++) {
      for (let x = box.begin[0]; x < box.end[0]; x++)
        data[i++] = shape(x + 0.5, y + 0.5, z + 0.5) ? label : 0n;
    }
  }
  return { dataType: 'uint64', size, numChannels: 1, data };
}

export function assertInside({ positions }: Skeleton, shape: Shape): void {
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [...positions.subarray(i, i + 3)].map((v) => Math.floor(v) + 0.5);
    assert.ok(
      shape(x, y, z),
      `vertex ${i / 3} at ${positions.subarray(i, i + 3)} is in no voxel of its label`,
    );
  }
}

export function lengthOf({ positions, edges }: Skeleton, voxelSizeNm: Xyz = [1, 1, 1]): number {
  let sum = 0;
  for (let i = 0; i < edges.length; i += 2) {
    const at = (vertex: number, axis: 0 | 1 | 2) => positions[3 * vertex + axis] * voxelSizeNm[axis];
    const d = ([0, 1, 2] as const).map((axis) => at(edges[i], axis) - at(edges[i + 1], axis));
    sum += Math.hypot(...d);
  }
  return sum;
}

/** Trees of a forest; fails on a cycle, on an edge of a vertex to itself and on a vertex that is not there. */
export function countTrees({ edges, radiiNm }: Skeleton): number {
  const roots = Array.from(radiiNm, (_, i) => i);
  const find = (v: number): number => (roots[v] === v ? v : find(roots[v]));
  for (let i = 0; i < edges.length; i += 2) {
    assert.ok(edges[i] < roots.length && edges[i + 1] < roots.length, 'edge of a vertex that is not there');
    const [a, b] = [find(edges[i]), find(edges[i + 1])];
    assert.notEqual(a, b, `edge ${i / 2} closes a cycle`);
    roots[a] = b;
  }
  return roots.filter((root, i) => root === i).length;
}

/** How many vertices have so many neighbours. */
export function countDegree({ edges, radiiNm }: Skeleton, degree: number): number {
  const degrees = new Array<number>(radiiNm.length).fill(0);
  for (const vertex of edges) degrees[vertex]++;
  return degrees.filter((d) => d === degree).length;
}
