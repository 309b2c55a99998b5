import type { Hit } from '../scene/locate.ts';
import {
  ARC,
  A as BEGIN,
  BRANCH,
  LENGTH,
  NEURITE,
  NORMAL_A,
  NORMAL_B,
  type Segments,
  STRIDE,
  T,
} from '../scene/segments.ts';

/** A point of the scene as the painters see it. Overwritten for each voxel. Nanometres. */
export interface Sample {
  x: number;
  y: number;
  z: number;
  neurite: number;
  /** The neurite across the nearest wall; 0 where there is none. */
  neighbour: number;
  branch: number;
  segment: number;
  /** Distance to the middle of the wall between them. */
  depth: number;
  /** Along the branch, and across it in its own frame. */
  arc: number;
  u: number;
  v: number;
}

export function createSample(): Sample {
  return { x: 0, y: 0, z: 0, neurite: 0, neighbour: 0, branch: 0, segment: 0, depth: 0, arc: 0, u: 0, v: 0 };
}

/** Fills a sample from what was found at a point. */
export function describe({ data }: Segments, hit: Hit, point: Float64Array, sample: Sample): void {
  const o = hit.segment;
  sample.x = point[0];
  sample.y = point[1];
  sample.z = point[2];
  sample.neurite = data[o + NEURITE];
  sample.neighbour = hit.other < 0 ? 0 : data[hit.other + NEURITE];
  sample.branch = data[o + BRANCH];
  sample.segment = o / STRIDE;
  sample.depth = hit.depth;
  sample.arc = data[o + ARC] + hit.along;
  const [tx, ty, tz] = [data[o + T], data[o + T + 1], data[o + T + 2]];
  const share = hit.along / data[o + LENGTH];
  const nx = data[o + NORMAL_A] + share * (data[o + NORMAL_B] - data[o + NORMAL_A]);
  const ny = data[o + NORMAL_A + 1] + share * (data[o + NORMAL_B + 1] - data[o + NORMAL_A + 1]);
  const nz = data[o + NORMAL_A + 2] + share * (data[o + NORMAL_B + 2] - data[o + NORMAL_A + 2]);
  const qx = point[0] - data[o + BEGIN] - hit.along * tx;
  const qy = point[1] - data[o + BEGIN + 1] - hit.along * ty;
  const qz = point[2] - data[o + BEGIN + 2] - hit.along * tz;
  sample.u = qx * nx + qy * ny + qz * nz;
  sample.v = qx * (ty * nz - tz * ny) + qy * (tz * nx - tx * nz) + qz * (tx * ny - ty * nx);
}
