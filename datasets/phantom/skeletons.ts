import { mapXyz, type Xyz, xyz } from '../geometry/index.ts';
import { HALF_WALL_NM } from './scene/label.ts';
import { createHit } from './scene/locate.ts';
import type { Scene } from './scene/scene.ts';
import { locatePoint } from './scene/visit.ts';
import { unwarp } from './scene/warp.ts';

/** The centre line of one neurite: a tree. */
export interface Skeleton {
  /** Its label. */
  readonly id: number;
  /** Nanometres from the volume's corner: voxel i spans [i, i + 1) times its size. */
  readonly positionsNm: readonly Xyz[];
  /** Distance to the wall: how far the label reaches on every side. */
  readonly radiiNm: readonly number[];
  /** Index of the node towards the root, an earlier one; -1 for the root, the first. */
  readonly parents: readonly number[];
}

/** Centre lines of all neurites, in the order of their labels. */
export function* skeletonsOf(scene: Scene): Generator<Skeleton> {
  const { neurites, voxelSizeNm, bounds } = scene;
  const nodesOf: number[][] = Array.from({ length: neurites.neurites }, () => []);
  for (let i = 0; i < neurites.count; i++) nodesOf[neurites.neurite[i] - 1].push(i);
  const warp = scene.createWarp();
  const hit = createHit();
  for (const [index, nodes] of nodesOf.entries()) {
    const at = new Map(nodes.map((node, i) => [node, i]));
    const positionsNm: Xyz[] = [];
    const radiiNm: number[] = [];
    for (const node of nodes) {
      const point = neurites.position.subarray(3 * node, 3 * node + 3);
      const position = unwarp(warp, xyz(point[0], point[1], point[2]));
      const voxel = mapXyz(
        (v, i) => Math.min(Math.max(Math.floor(v / voxelSizeNm[i]), 0), bounds.end[i] - 1),
        position,
      );
      locatePoint(scene, voxel, point, hit);
      positionsNm.push(position);
      radiiNm.push(Math.max(1, (hit.others - hit.own) / 2 - HALF_WALL_NM));
    }
    yield {
      id: index + 1,
      positionsNm,
      radiiNm,
      parents: nodes.map((n) => at.get(neurites.parent[n]) ?? -1),
    };
  }
}
