import type { Box, Xyz } from '../../datasets/geometry/index.ts';
import { labelDistance } from '../../datasets/voxels/index.ts';
import type { Runs } from './components.ts';
import { type Grid, voxelAt } from './grid.ts';

/** A face of a box that it shares with its neighbour: both hold this plane of voxels. */
export interface SharedFace {
  readonly axis: 0 | 1 | 2;
  /** True for the face at the box's end. */
  readonly isUpper: boolean;
}

/**
 * Where skeletons cross a shared face: the deepest voxel of each 8-connected piece of a label on the face. Nothing but
 * the plane is looked at, so that both neighbours choose the same voxels.
 * @param runs of the label in the box. @param box of the label's grid. @returns voxels of the label's grid.
 */
export function faceTargets(grid: Grid, runs: Runs, box: Box, { axis, isUpper }: SharedFace): Xyz[] {
  const [u, v] = ([0, 1, 2] as const).filter((other) => other !== axis) as [0 | 1 | 2, 0 | 1 | 2];
  const [nu, nv] = [box.end[u] - box.begin[u], box.end[v] - box.begin[v]];
  const at = isUpper ? box.end[axis] - 1 : box.begin[axis];
  const plane = new Int32Array(nu * nv);
  for (let i = 0; i < runs.starts.length; i++) {
    const voxel = voxelAt(grid, runs.starts[i]);
    const count = runs.ends[i] - runs.starts[i];
    if (axis === 0 ? at < voxel[0] || at >= voxel[0] + count : voxel[axis] !== at) continue;
    const first = voxel[u] - box.begin[u] + nu * (voxel[v] - box.begin[v]);
    if (axis === 0) plane[first] = 1;
    else plane.fill(1, first, first + count);
  }
  const depths = labelDistance(plane, [nu, nv, 1], [grid.voxelSizeNm[u], grid.voxelSizeNm[v], 1]);
  return deepestOfPieces(plane, depths, nu, nv).map((i): Xyz => {
    const voxel: [number, number, number] = [at, at, at];
    voxel[u] = box.begin[u] + (i % nu);
    voxel[v] = box.begin[v] + (i - (i % nu)) / nu;
    return voxel;
  });
}

/**
 * The deepest pixel of each piece, the first in scan order among equals; pieces in scan order. The middle of a plane that one
 * label fills: no pixel of it has a distance.
 */
function deepestOfPieces(plane: Int32Array, depths: Float32Array, nu: number, nv: number): number[] {
  const isSeen = new Uint8Array(plane.length);
  const targets: number[] = [];
  for (let start = 0; start < plane.length; start++) {
    if (plane[start] === 0 || isSeen[start] === 1) continue;
    let best = start;
    const queue = [start];
    isSeen[start] = 1;
    for (const at of queue) {
      if (depths[at] > depths[best] || (depths[at] === depths[best] && at < best)) best = at;
      for (const next of neighboursOf(at, nu, nv)) {
        if (isSeen[next] === 1 || plane[next] !== plane[start]) continue;
        isSeen[next] = 1;
        queue.push(next);
      }
    }
    targets.push(Number.isFinite(depths[best]) ? best : (nu >> 1) + nu * (nv >> 1));
  }
  return targets;
}

function neighboursOf(at: number, nu: number, nv: number): number[] {
  const u = at % nu;
  const v = (at - u) / nu;
  const near: number[] = [];
  for (let dv = Math.max(0, v - 1); dv <= Math.min(nv - 1, v + 1); dv++) {
    for (let du = Math.max(0, u - 1); du <= Math.min(nu - 1, u + 1); du++) near.push(du + nu * dv);
  }
  return near;
}
