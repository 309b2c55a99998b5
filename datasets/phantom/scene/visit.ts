import { type Box, mapXyz, type Xyz, xyz } from '../../geometry/index.ts';
import { allOf, type Candidates, createHit, type Hit, locate, narrow } from './locate.ts';
import type { Scene } from './scene.ts';
import { createWarpCell, type WarpCell } from './warp-cell.ts';

/** Called for each voxel: its index in the box, x fastest; what is there; the point of the scene. */
export type VisitVoxel = (index: number, hit: Hit, point: Float64Array) => void;

/**
 * Edges of the boxes by which candidates are narrowed, voxels; along coarser axes fewer, so that they are nearly cubes.
 * They lie on multiples of their edges, so that a voxel has the same candidates whatever box it is asked in.
 */
const EDGES = [64, 32, 16, 8, 4] as const;

function edgesOf(level: number, voxelSizeNm: Xyz): Xyz {
  const least = Math.min(...voxelSizeNm);
  return mapXyz((nm) => Math.max(1, Math.floor((EDGES[level] * least) / nm + 0.5)), voxelSizeNm);
}

/** On the radius of a box's ball, for bends between its corners. */
const SLACK = 1.25;

/** The coarser levels are asked for again by every neighbour: they are remembered, up to about 10 MB. */
const REMEMBERED_LEVELS = 3;
const REMEMBERED = 5000;

interface Corner {
  readonly level: number;
  readonly cube: Xyz;
  readonly edge: Xyz;
}

interface Visit {
  readonly scene: Scene;
  readonly cell: WarpCell;
  readonly box: Box;
  readonly hit: Hit;
  readonly visit: VisitVoxel;
}

/** Looks up every voxel of a box, which may reach outside of the volume. */
export function visitBox(scene: Scene, box: Box, visit: VisitVoxel): void {
  const state = {
    scene,
    cell: createWarpCell(scene.createWarp(), scene.voxelSizeNm),
    box,
    hit: createHit(),
    visit,
  };
  descend(state, { level: 0, within: box, among: allOf(scene.segments) });
}

/**
 * Looks up one point. @param voxel that the point is in. @param point of the scene, not of the volume.
 */
export function locatePoint(scene: Scene, voxel: Xyz, point: Float64Array, hit: Hit): void {
  const cell = createWarpCell(scene.createWarp(), scene.voxelSizeNm);
  let among = allOf(scene.segments);
  for (let level = 0; level < EDGES.length; level++) {
    const edge = edgesOf(level, scene.voxelSizeNm);
    const cube = mapXyz((v, i) => Math.floor(v / edge[i]) * edge[i], voxel);
    among = candidatesIn({ scene, cell }, { level, cube, edge }, among);
  }
  locate(scene.segments, among, point, hit);
}

interface Level {
  readonly level: number;
  readonly within: Box;
  readonly among: Candidates;
}

function descend(state: Visit, { level, within, among }: Level): void {
  const edge = edgesOf(level, state.scene.voxelSizeNm);
  const first = mapXyz((v, i) => Math.floor(v / edge[i]) * edge[i], within.begin);
  for (let z = first[2]; z < within.end[2]; z += edge[2]) {
    for (let y = first[1]; y < within.end[1]; y += edge[1]) {
      for (let x = first[0]; x < within.end[0]; x += edge[0]) {
        const cube = xyz(x, y, z);
        const isLast = level + 1 === EDGES.length;
        const near = candidatesIn(state, { level, cube, edge }, among);
        const part: Box = {
          begin: mapXyz((v, i) => Math.max(v, within.begin[i]), cube),
          end: mapXyz((v, i) => Math.min(v + edge[i], within.end[i]), cube),
        };
        if (!isLast) descend(state, { level: level + 1, within: part, among: near });
        else visitVoxels(state, part, near);
      }
    }
  }
}

/** Candidates of a box. At the coarser levels the warp may reach beyond the corners: some slack. */
function candidatesIn(
  { scene, cell }: Pick<Visit, 'scene' | 'cell'>,
  { level, cube, edge }: Corner,
  among: Candidates,
): Candidates {
  cell.enter(cube, edge);
  if (level >= REMEMBERED_LEVELS) {
    const slack = level + 1 < EDGES.length ? SLACK : 1;
    return narrow(scene.segments, among, cell.centre, cell.radiusNm() * slack);
  }
  const key = `${level}:${cube.join()}`;
  let near = scene.remembered.get(key);
  if (!near) {
    near = narrow(scene.segments, among, cell.centre, cell.radiusNm() * SLACK);
    if (scene.remembered.size >= REMEMBERED) scene.remembered.clear();
    scene.remembered.set(key, near);
  }
  return near;
}

function visitVoxels({ scene, cell, box, hit, visit }: Visit, part: Box, candidates: Candidates): void {
  const nx = box.end[0] - box.begin[0];
  const ny = box.end[1] - box.begin[1];
  for (let z = part.begin[2]; z < part.end[2]; z++) {
    for (let y = part.begin[1]; y < part.end[1]; y++) {
      const row = nx * (y - box.begin[1] + ny * (z - box.begin[2])) - box.begin[0];
      for (let x = part.begin[0]; x < part.end[0]; x++) {
        cell.at(x, y, z);
        locate(scene.segments, candidates, cell.out, hit);
        visit(row + x, hit, cell.out);
      }
    }
  }
}
