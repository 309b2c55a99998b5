import { type Box, mapXyz, type Xyz } from '../../../datasets/geometry/index.ts';
import { type Camera, pixelNmAt, viewTest } from './camera.ts';

/** Where the fragments of a segment's mesh lie, as plain data. */
export interface MeshLevels {
  /** Of a cell of level 0, in stored units. */
  readonly cellSize: Xyz;
  readonly origin: Xyz;
  /** Stored units to nanometres, rows of a 3 x 4 matrix; undefined: the same. */
  readonly transform: readonly number[] | undefined;
  /** Finest first. */
  readonly levels: readonly MeshLevel[];
}

export interface MeshLevel {
  /** Length in stored units that this level is good for. */
  readonly scale: number;
  /** x, y, z of each fragment's cell, whose side is `cellSize * 2^level`. */
  readonly cells: Uint32Array;
  /** Bytes of each; 0: nothing is in it, finer cells may have something. */
  readonly sizes: Uint32Array;
}

/** A fragment, as `level/index`. */
export interface FragmentRef {
  readonly level: number;
  readonly index: number;
}

/** A fragment that is drawn: in the octants whose bits are set, x least significant. */
export interface DrawnFragment extends FragmentRef {
  readonly octants: number;
}

export const ALL_OCTANTS = 255;

export interface DetailWish {
  /**
   * Pixels that a surface may be off: a cell is refined while its level is good for fewer. Neuroglancer's `meshRenderScale`,
   * which it counts in halves of pixels.
   */
  readonly errorPx: number;
  /** Whether a fragment is loaded; those of 0 bytes always are. */
  readonly has: (fragment: FragmentRef) => boolean;
}

export interface FragmentChoice {
  readonly drawn: readonly DrawnFragment[];
  /** Not there yet, coarse ones first. */
  readonly wanted: readonly FragmentRef[];
}

/**
 * Which fragments show a mesh now: every place exactly once, from the finest that is there and wanted. A coarse cell is drawn
 * in the octants whose finer cells are not there.
 * Source: spec/viewer.md 4.10.
 */
export function chooseFragments(
  mesh: MeshLevels,
  camera: Camera,
  { errorPx, has }: DetailWish,
): FragmentChoice {
  const lookUp = lookUpOf(mesh);
  const isInView = viewTest(camera);
  const unitNm = unitOf(mesh.transform);
  const drawn: DrawnFragment[] = [];
  const wanted: FragmentRef[] = [];
  /** @returns whether the cell is covered by itself or by finer ones; if not, its parent has to. */
  const visit = (level: number, index: number): boolean => {
    const { cells, sizes, scale } = mesh.levels[level] as MeshLevel;
    const cell = [0, 1, 2].map((axis) => cells[3 * index + axis] as number) as unknown as Xyz;
    const box = boxOfCell(mesh, level, cell);
    // What is not in view needs neither itself nor its parent.
    if (!isInView(box)) return true;
    const isEmpty = sizes[index] === 0;
    if (!isEmpty && !has({ level, index })) {
      wanted.push({ level, index });
      return false;
    }
    let octants = ALL_OCTANTS;
    if (level > 0 && (isEmpty || scale * unitNm > errorPx * pixelNmAt(camera, box))) {
      for (let octant = 0; octant < 8; octant++) {
        const child = mapXyz((v, i) => 2 * v + ((octant >> i) & 1), cell);
        const at = lookUp[level - 1]?.get(child.join());
        if (at !== undefined && visit(level - 1, at)) octants &= ~(1 << octant);
      }
    }
    if (!isEmpty && octants !== 0) drawn.push({ level, index, octants });
    return true;
  };
  for (let level = mesh.levels.length - 1; level >= 0; level--) {
    const { cells } = mesh.levels[level] as MeshLevel;
    for (let index = 0; index < cells.length / 3; index++) {
      // A cell without a parent is a root, whatever its level.
      const parent = Array.from(cells.subarray(3 * index, 3 * index + 3), (v) => v >> 1).join();
      if (!lookUp[level + 1]?.has(parent)) visit(level, index);
    }
  }
  return { drawn, wanted: wanted.sort((a, b) => b.level - a.level) };
}

const lookUps = new WeakMap<MeshLevels, readonly ReadonlyMap<string, number>[]>();

/** Cells by their place, for each level; made once a mesh. */
function lookUpOf(mesh: MeshLevels): readonly ReadonlyMap<string, number>[] {
  const known = lookUps.get(mesh);
  if (known) return known;
  const made = mesh.levels.map(({ cells }) => {
    const map = new Map<string, number>();
    for (let i = 0; i < cells.length / 3; i++) map.set(cells.subarray(3 * i, 3 * i + 3).join(), i);
    return map;
  });
  lookUps.set(mesh, made);
  return made;
}

/** The axis-aligned box of a cell in nanometres. */
export function boxOfCell({ cellSize, origin, transform }: MeshLevels, level: number, cell: Xyz): Box {
  const corner = (bits: number): Xyz =>
    mapXyz((v, i) => origin[i] + cellSize[i] * 2 ** level * (v + ((bits >> i) & 1)), cell);
  if (!transform) return { begin: corner(0), end: corner(7) };
  const corners = Array.from({ length: 8 }, (_, bits) => transformed(corner(bits), transform));
  const extreme = (of: (...values: number[]) => number): Xyz =>
    mapXyz((_, i) => of(...corners.map((c) => c[i])), origin);
  return { begin: extreme(Math.min), end: extreme(Math.max) };
}

const transformed = ([x, y, z]: Xyz, m: readonly number[]): Xyz =>
  mapXyz(
    (row) => {
      const [a, b, c, d] = m.slice(4 * row, 4 * row + 4) as [number, number, number, number];
      return a * x + b * y + c * z + d;
    },
    [0, 1, 2],
  );

/** Nanometres of a stored unit, along the axis where it is longest. */
const unitOf = (m: readonly number[] | undefined) =>
  m
    ? Math.max(...[0, 1, 2].map((i) => Math.hypot(m[i] as number, m[i + 4] as number, m[i + 8] as number)))
    : 1;
