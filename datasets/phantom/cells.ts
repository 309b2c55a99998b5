import { mapXyz, type Xyz, xyz } from '../geometry/index.ts';
import { createBlock } from '../memory-volume.ts';
import type { VoxelBlock } from '../volume.ts';
import { hashPoint, jitter } from './hash.ts';

/** Mean distance of cell centres, voxels. */
const SPACING_VOXELS = 32;

/** Centres stray from a regular grid by an eighth of their distance, so that no cell gets thin. */
const JITTER_SHARE = 8;

/**
 * Half the thickness of a membrane, voxels. Labelled voxels lie at least this far from the plane between
 * two centres, so those of different cells are 4 apart: 3 voxels of membrane fit between.
 */
const HALF_MEMBRANE_VOXELS = 2;

/** Edge of the bricks for which candidate centres are chosen. */
const BRICK_VOXELS = 8;

/**
 * Voronoi cells of a jittered grid of centres, apart by membranes.
 * @returns uint32 labels from 1, 0 in membranes.
 */
export function labelCells(size: Xyz, seed: number): VoxelBlock {
  const labels = createBlock('uint32', size);
  const centres = placeCentres(size, seed);
  for (let z = 0; z < size[2]; z += BRICK_VOXELS) {
    for (let y = 0; y < size[1]; y += BRICK_VOXELS) {
      for (let x = 0; x < size[0]; x += BRICK_VOXELS) {
        const begin = xyz(x, y, z);
        const end = mapXyz((b, i) => Math.min(b + BRICK_VOXELS, size[i]), begin);
        fillBrick(labels, begin, end, centresNear(centres, begin, end));
      }
    }
  }
  return labels;
}

interface Centre {
  readonly label: number;
  readonly at: Xyz;
}

function placeCentres(size: Xyz, seed: number): readonly Centre[] {
  const grid = mapXyz((n) => Math.max(1, Math.round(n / SPACING_VOXELS)), size);
  const centres: Centre[] = [];
  for (let z = 0; z < grid[2]; z++) {
    for (let y = 0; y < grid[1]; y++) {
      for (let x = 0; x < grid[0]; x++) {
        const at = mapXyz(
          (p, axis) => {
            const pitch = size[axis] / grid[axis];
            const reach = Math.floor(pitch / JITTER_SHARE);
            return Math.floor((p + 0.5) * pitch) + jitter(hashPoint(seed + 1 + axis, x, y, z), reach);
          },
          xyz(x, y, z),
        );
        centres.push({ label: centres.length + 1, at });
      }
    }
  }
  return centres;
}

function squaredDistance(a: Xyz, b: Xyz): number {
  const [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return x * x + y * y + z * z;
}

/**
 * Centres that can matter in a brick. The plane between centres a (the nearest) and b passes within h of a
 * point only if dist(b) < dist(a) + 2h, by the triangle inequality; so this leaves nothing out.
 */
function centresNear(centres: readonly Centre[], begin: Xyz, end: Xyz): readonly Centre[] {
  const last = mapXyz((e) => e - 1, end);
  const nearest = ({ at }: Centre) =>
    Math.sqrt(
      squaredDistance(
        at,
        mapXyz((v, i) => Math.min(Math.max(v, begin[i]), last[i]), at),
      ),
    );
  const farthest = ({ at }: Centre) =>
    Math.sqrt(
      squaredDistance(
        at,
        mapXyz((v, i) => (v - begin[i] > last[i] - v ? begin[i] : last[i]), at),
      ),
    );
  const bound = Math.min(...centres.map(farthest)) + 2 * HALF_MEMBRANE_VOXELS;
  return centres.filter((centre) => nearest(centre) <= bound);
}

function fillBrick(labels: VoxelBlock, begin: Xyz, end: Xyz, centres: readonly Centre[]): void {
  const [nx, ny] = labels.size;
  for (let z = begin[2]; z < end[2]; z++) {
    for (let y = begin[1]; y < end[1]; y++) {
      for (let x = begin[0]; x < end[0]; x++)
        labels.data[x + nx * (y + ny * z)] = labelAt(xyz(x, y, z), centres);
    }
  }
}

/** All in integers: squared distances, and both sides of the comparison squared. */
function labelAt(point: Xyz, centres: readonly Centre[]): number {
  let nearest = centres[0];
  let least = Number.POSITIVE_INFINITY;
  for (const centre of centres) {
    const d2 = squaredDistance(point, centre.at);
    if (d2 < least) [nearest, least] = [centre, d2];
  }
  for (const centre of centres) {
    if (centre === nearest) continue;
    // Distance to the plane between: (d2 - least) / (2 * |centre - nearest|).
    const difference = squaredDistance(point, centre.at) - least;
    const reach = 4 * HALF_MEMBRANE_VOXELS * HALF_MEMBRANE_VOXELS * squaredDistance(centre.at, nearest.at);
    if (difference * difference < reach) return 0;
  }
  return nearest.label;
}
