import { UnsupportedError } from '../../datasets/errors.ts';
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { cutSurface } from './cut-surface.ts';
import { type CellSurface, splitIntoCells } from './fragments.ts';
import { keepVolume } from './keep-volume.ts';
import { makeManifold } from './make-manifold.ts';
import type { NmMesh } from './nm-mesh.ts';
import { SHIFT_SHARE, simplifySurface } from './simplify.ts';
import { simplifyFinest } from './simplify-finest.ts';
import type { Soup } from './soup.ts';

export interface LevelOptions {
  /** The finest level's distance from the labels' own surface, nanometres; 0: nothing is simplified there. */
  readonly maxErrorNm: number;
  /** Of the voxels that were meshed, the shortest side. */
  readonly voxelNm: number;
  readonly quantizationBits: 10 | 16;
  /** What the surface is to enclose, cubic nanometres; levels that are simplified do, within their error. */
  readonly volumeNm3: number;
}

/** One level of detail of a surface, cut into the cells of its octree. */
export interface Level {
  /** How far it may be from the labels' own surface, nanometres. */
  readonly errorNm: number;
  readonly triangles: number;
  /** Cells with a surface, in Z-order; positions in [0, 2^bits - 1]. */
  readonly cells: readonly CellSurface[];
}

export interface Levels {
  /** Lower corner of the octree, nanometres from the origin of the input's positions. */
  readonly originNm: Xyz;
  /** Side of a cell of level 0, nanometres; each level doubles it. The last level has one cell. */
  readonly cellNm: number;
  readonly levels: readonly Level[];
}

/** A cell of the finest level is to hold about this many triangles: an object as small as this has no other level. */
const TRIANGLES_PER_CELL = 4096;
const MAX_LEVELS = 10;
/** A level keeps at most this share of the triangles of the one before. */
const MAX_REST = 0.7;
/** Lattices to try where parts of a surface cannot be taken apart on one. */
const MAX_LATTICES = 6;

/**
 * Levels of detail of a closed surface for an octree: each a closed, oriented 2-manifold on a lattice of its own, cut so that
 * no triangle crosses the border of a cell, nor, above level 0, its middle. Each level allows at least twice the error of
 * the one before, and has fewer triangles.
 * @param mesh in nanometres; every edge has two triangles, once in each direction. @throws UnsupportedError where no lattice
 * can hold the surface.
 */
export async function buildLevels(mesh: NmMesh, options: LevelOptions): Promise<Levels> {
  const simplified = (await simplifyByLevel(mesh, options)).map((level) => ({
    ...level,
    mesh: keepVolume(level.mesh, options.volumeNm3, level.errorNm * SHIFT_SHARE),
  }));
  for (let count = simplified.length; count > 0; count--) {
    const levels = latticeLevels(simplified.slice(0, count), mesh, options);
    if (levels.levels.every((level, l) => l === 0 || level.triangles < levels.levels[l - 1].triangles))
      return levels;
  }
  throw unsupported();
}

interface Simplified {
  readonly mesh: NmMesh;
  readonly errorNm: number;
}

/**
 * Each level from the one before: errors add up to no more than its own. An error that saves too little is doubled once more.
 */
async function simplifyByLevel(mesh: NmMesh, options: LevelOptions): Promise<Simplified[]> {
  const { maxErrorNm, voxelNm } = options;
  const first = await simplifyFinest(mesh, options);
  const levels: Simplified[] = [{ mesh: first, errorNm: maxErrorNm }];
  const wanted = levelsFor(first.indices.length / 3);
  const largestNm = boundsOf(mesh.positions).extent / 4;
  let errorNm = maxErrorNm > 0 ? maxErrorNm : voxelNm / 2;
  for (errorNm *= 2; levels.length < wanted && errorNm <= largestNm; errorNm *= 2) {
    const before = levels[levels.length - 1];
    const next = await simplifySurface(before.mesh, { errorNm: errorNm - before.errorNm, smallNm: errorNm });
    if (next.indices.length === 0) break;
    if (next.indices.length <= MAX_REST * before.mesh.indices.length) levels.push({ mesh: next, errorNm });
  }
  return levels;
}

/** A surface crosses about four times as many cells where they are half as large. */
const levelsFor = (triangles: number): number =>
  Math.min(MAX_LEVELS, 1 + Math.max(0, Math.ceil(Math.log2(triangles / TRIANGLES_PER_CELL) / 2)));

function latticeLevels(simplified: readonly Simplified[], whole: NmMesh, options: LevelOptions): Levels {
  const { lower, extent } = boundsOf(whole.positions);
  for (let attempt = 0; attempt < MAX_LATTICES; attempt++) {
    // A slightly larger cell puts every vertex elsewhere on the lattice.
    const side = (extent / 2 ** (simplified.length - 1)) * (1 + 1e-6 + attempt / 64);
    const cellNm = Math.fround(side);
    const levels = simplified.map((one, l) =>
      latticeLevel(one, l, { lower, cellNm, count: simplified.length, options }),
    );
    if (levels.every((level) => level !== undefined)) return { originNm: lower, cellNm, levels };
  }
  throw unsupported();
}

interface Lattice {
  readonly lower: Xyz;
  readonly cellNm: number;
  readonly count: number;
  readonly options: LevelOptions;
}

function latticeLevel({ mesh, errorNm }: Simplified, level: number, lattice: Lattice): Level | undefined {
  const { quantizationBits: bits } = lattice.options;
  const side = 2 ** bits - 1;
  const numCells = 2 ** (lattice.count - 1 - level);
  const stepNm = (lattice.cellNm * 2 ** level) / side;
  const middle = level > 0 ? 2 ** (bits - 1) : undefined;
  const soup = cutSurface(onLattice(mesh, lattice.lower, stepNm), { period: side, middle });
  const end = numCells * side;
  const surface = makeManifold(soup, { period: side, middle, max: [end, end, end] });
  if (!surface) return undefined;
  const cells = splitIntoCells(surface, side, xyz(numCells, numCells, numCells));
  return { errorNm, triangles: surface.indices.length / 3, cells };
}

function onLattice({ positions, indices }: NmMesh, lower: Xyz, stepNm: number): Soup {
  const lattice = new Int32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    for (const axis of [0, 1, 2] as const)
      lattice[i + axis] = Math.round((positions[i + axis] - lower[axis]) / stepNm);
  }
  return { positions: lattice, indices };
}

function boundsOf(positions: Float32Array): { lower: Xyz; extent: number } {
  const lower = [Infinity, Infinity, Infinity];
  const upper = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    lower[i % 3] = Math.min(lower[i % 3], positions[i]);
    upper[i % 3] = Math.max(upper[i % 3], positions[i]);
  }
  const extent = Math.max(...lower.map((low, axis) => upper[axis] - low));
  return { lower: lower as unknown as Xyz, extent };
}

const unsupported = () =>
  new UnsupportedError({
    subject: 'surface',
    expected: 'parts that can be taken apart on a lattice',
    got: 'more of them than places',
    cure: 'Allow 16 bits, or a smaller --max-error',
  });
