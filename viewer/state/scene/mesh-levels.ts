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

/** `loaded` is drawn with one of the next pictures; `lost` does not come by itself. */
export type FragmentStatus = 'drawable' | 'loaded' | 'coming' | 'lost';

export interface DetailWish {
  /**
   * Pixels that a surface may be off: a cell is refined while its level is good for fewer. Neuroglancer's `meshRenderScale`,
   * which it counts in halves of pixels.
   */
  readonly errorPx: number;
  /** Not asked of fragments of 0 bytes. */
  readonly statusOf: (fragment: FragmentRef) => FragmentStatus;
}

export interface FragmentChoice {
  readonly drawn: readonly DrawnFragment[];
  /** To be loaded, coarse ones first. */
  readonly wanted: readonly FragmentRef[];
}

/** What is on its way for a place, in bytes, above which something coarser is asked for meanwhile. */
const LONG_BYTES = 2 ** 17;

const NEVER = Number.POSITIVE_INFINITY;

/** What is there to show a cell. */
interface Found {
  /** Whether `drawn` is all of it. */
  readonly isWhole: boolean;
  readonly drawn: readonly DrawnFragment[];
  /** What is wanted within it and not there. */
  readonly missingBytes: number;
}

/**
 * Which fragments show a mesh now, no place twice. Only the detail that the camera asks for is wanted, and, where that is
 * long in coming, the coarsest there is before it: levels between would be loaded to be seen for a moment. Until what is
 * wanted is there, finer fragments that are stand in for it, then coarser ones, in octants that have nothing else.
 * Source of the choice of detail: spec/viewer.md 4.10.
 */
export function chooseFragments(
  mesh: MeshLevels,
  camera: Camera,
  { errorPx, statusOf }: DetailWish,
): FragmentChoice {
  const { lookUp, roots } = treeOf(mesh);
  const isInView = viewTest(camera);
  const unitNm = unitOf(mesh.transform);
  const wanted: FragmentRef[] = [];
  /** @param isWanted it, or what is in it, is the detail that the camera asks for; otherwise it may only stand in. */
  const visit = (level: number, index: number, isWanted: boolean): Found => {
    const { cells, sizes, scale } = mesh.levels[level] as MeshLevel;
    const cell = [0, 1, 2].map((axis) => cells[3 * index + axis] as number) as unknown as Xyz;
    const box = boxOfCell(mesh, level, cell);
    if (!isInView(box)) return { isWhole: true, drawn: [], missingBytes: 0 };
    const bytes = sizes[index] as number;
    const status = bytes > 0 ? statusOf({ level, index }) : 'lost';
    const isThere = status === 'drawable';
    const isTooCoarse = isWanted && (bytes === 0 || scale * unitNm > errorPx * pixelNmAt(camera, box));
    // One level down is far enough for what stands in: a neuron may have ten thousand cells below.
    const children = isTooCoarse || (isWanted && !isThere) ? childrenIn(lookUp[level - 1], cell) : [];
    const goesOn = isTooCoarse && children.length > 0;
    const found = children.map(({ octant, at }) => ({ octant, ...visit(level - 1, at, goesOn) }));
    const comingBytes = found.reduce((sum, each) => sum + each.missingBytes, 0);
    // What is in a cell and will not come is shown by the cell itself.
    const isMissing = bytes > 0 && isWanted && !isThere && (!goesOn || comingBytes === NEVER);
    if (isMissing && status === 'coming') wanted.push({ level, index });
    const missingBytes = isMissing ? { coming: bytes, loaded: 0, lost: NEVER }[status] : comingBytes;
    const parts = found.flatMap(({ drawn }) => drawn);
    if (!isThere) {
      const isWhole = found.every((each) => each.isWhole) && (found.length > 0 || bytes === 0);
      return { isWhole, drawn: parts, missingBytes };
    }
    if (!goesOn) return { isWhole: true, drawn: [{ level, index, octants: ALL_OCTANTS }], missingBytes };
    // An octant without a finer cell is empty.
    const octants = found.reduce((bits, { octant, isWhole }) => (isWhole ? bits : bits | (1 << octant)), 0);
    const drawn = found.flatMap((each) => (each.isWhole ? each.drawn : []));
    return { isWhole: true, drawn: octants ? [...drawn, { level, index, octants }] : drawn, missingBytes };
  };
  const drawn: DrawnFragment[] = [];
  for (const root of roots) {
    const found = visit(root.level, root.index, true);
    drawn.push(...found.drawn);
    const bytes = mesh.levels[root.level]?.sizes[root.index] ?? 0;
    const isLong = !found.isWhole && found.missingBytes > LONG_BYTES && bytes > 0;
    // A cell is asked for after all that is in it.
    const isAskedFor = wanted.at(-1)?.level === root.level && wanted.at(-1)?.index === root.index;
    if (isLong && !isAskedFor && statusOf(root) === 'coming') wanted.push(root);
  }
  return { drawn, wanted: wanted.sort((a, b) => b.level - a.level) };
}

/** Finer cells in a cell, each with its octant. */
const childrenIn = (finer: LookUp[number] | undefined, cell: Xyz) =>
  [0, 1, 2, 3, 4, 5, 6, 7].flatMap((octant) => {
    const at = finer?.get(mapXyz((v, i) => 2 * v + ((octant >> i) & 1), cell).join());
    return at === undefined ? [] : [{ octant, at }];
  });

type LookUp = readonly ReadonlyMap<string, number>[];

interface Tree {
  /** Cells by their place, for each level. */
  readonly lookUp: LookUp;
  /** Cells without a parent, whatever their level, coarse ones first. */
  readonly roots: readonly FragmentRef[];
}

const trees = new WeakMap<MeshLevels, Tree>();

/** Made once a mesh. */
function treeOf(mesh: MeshLevels): Tree {
  const known = trees.get(mesh);
  if (known) return known;
  const places = mesh.levels.map(({ cells }) =>
    Array.from({ length: cells.length / 3 }, (_, i) => cells.subarray(3 * i, 3 * i + 3)),
  );
  const lookUp = places.map((level) => new Map(level.map((cell, index) => [cell.join(), index])));
  const hasParent = (level: number, cell: Uint32Array) =>
    lookUp[level + 1]?.has(cell.map((v) => v >> 1).join()) === true;
  const roots = places.flatMap((cells, level) =>
    cells.flatMap((cell, index) => (hasParent(level, cell) ? [] : [{ level, index }])),
  );
  const tree = { lookUp, roots: roots.toReversed() };
  trees.set(mesh, tree);
  return tree;
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
