import { volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { MeshFragment, MultiresManifest } from '../../datasets/precomputed/meshes/index.ts';
import { type CellsOfBlock, drawLabel, type LatticeMesh, readCells } from '../meshing/index.ts';
import {
  buildLevels,
  compareZOrder,
  keepVolume,
  type Level,
  type Levels,
  makeManifold,
  type NmMesh,
  SHIFT_SHARE,
  type Soup,
  simplifyFinest,
} from '../multires/index.ts';
import type { MeshContext } from './context.ts';
import type { LabelParts } from './label-table.ts';
import { cellsKey } from './spec.ts';

/** A label's surface in nanometres around its own lower corner, so that far from 0 no digits are lost. */
export interface LabelSurface {
  readonly mesh: NmMesh;
  /** Where the lower corner lies, half voxels from the volume's first corner. */
  readonly corner: Xyz;
}

/** A label, and the cells of its surface in all blocks. */
export interface LabelCells {
  readonly voxels: number;
  readonly cells: readonly CellsOfBlock[];
}

/** The cells that the blocks of a label have found. */
export async function cellsOf(
  { store, blocks }: MeshContext,
  { voxels, parts }: LabelParts,
): Promise<LabelCells> {
  const cells: CellsOfBlock[] = [];
  for (const part of parts) {
    const key = cellsKey(part.block);
    const read = async (begin: number, end: number) =>
      (await store.get(key, { range: { begin, end } })) ?? new Uint8Array(0);
    cells.push({ ...blocks[part.block], ...(await readCells(read, part, `${store.name}/${key}`)) });
  }
  return { voxels, cells };
}

const surfaceOf = ({ source }: Pick<MeshContext, 'source'>, { cells }: LabelCells): LabelSurface =>
  toNm(drawLabel(cells), source.voxelSizeNm);

function toNm({ positions, indices }: LatticeMesh, voxelSizeNm: Xyz): LabelSurface {
  const corner = [Infinity, Infinity, Infinity];
  for (let i = 0; i < positions.length; i++) corner[i % 3] = Math.min(corner[i % 3], positions[i]);
  const scaled = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i++)
    scaled[i] = ((positions[i] - corner[i % 3]) * voxelSizeNm[(i % 3) as 0 | 1 | 2]) / 2;
  return { mesh: { positions: scaled, indices }, corner: xyz(corner[0], corner[1], corner[2]) };
}

/** Lattice of legacy meshes: steps a half voxel. Parts that touch are taken apart by a few of them. */
const STEPS = 32;

/** The label's surface as one closed mesh in the volume's frame. */
export async function legacyMesh(
  context: Pick<MeshContext, 'spec' | 'source'>,
  label: LabelCells,
): Promise<MeshFragment> {
  const { spec, source } = context;
  const { mesh, corner } = surfaceOf(context, label);
  const { voxelSizeNm, grid } = source;
  const { maxErrorNm } = spec;
  const volumeNm3 = label.voxels * volumeOf(voxelSizeNm);
  const simple = keepVolume(
    await simplifyFinest(mesh, { maxErrorNm, volumeNm3 }),
    volumeNm3,
    maxErrorNm * SHIFT_SHARE,
  );
  const lattice = new Int32Array(simple.positions.length);
  for (let i = 0; i < lattice.length; i++)
    lattice[i] = Math.round((simple.positions[i] * 2 * STEPS) / voxelSizeNm[(i % 3) as 0 | 1 | 2]);
  const soup: Soup = { positions: lattice, indices: simple.indices };
  const far = 2 ** 30;
  const planes = { period: far, max: [far, far, far] as const };
  const surface = makeManifold(soup, planes) ?? soup;
  const positionsNm = Float32Array.from(surface.positions, (step, i) => {
    const axis = (i % 3) as 0 | 1 | 2;
    return (grid.bounds.begin[axis] + (step / STEPS + corner[axis]) / 2) * voxelSizeNm[axis];
  });
  return { positionsNm, indices: surface.indices };
}

/** A multi-resolution mesh as it is stored. */
export interface MultiresObject {
  readonly manifest: MultiresManifest;
  /** Of all fragments, level 0 first. */
  readonly fragments: readonly Uint8Array[];
  /** Of the finest level. */
  readonly triangles: number;
}

export async function multiresMesh(
  context: Pick<MeshContext, 'spec' | 'source'>,
  label: LabelCells,
  encode: (soup: Soup) => Uint8Array,
): Promise<MultiresObject> {
  const { spec, source } = context;
  const { mesh, corner } = surfaceOf(context, label);
  const { voxelSizeNm, grid } = source;
  const voxelNm = Math.min(...voxelSizeNm);
  const { maxErrorNm, quantizationBits } = spec;
  const volumeNm3 = label.voxels * volumeOf(voxelSizeNm);
  const levels = await buildLevels(mesh, { maxErrorNm, voxelNm, quantizationBits, volumeNm3 });
  const origin = ([0, 1, 2] as const).map(
    (axis) => (grid.bounds.begin[axis] + corner[axis] / 2) * voxelSizeNm[axis] + levels.originNm[axis],
  );
  return encodeLevels(levels, xyz(origin[0], origin[1], origin[2]), { encode, voxelNm });
}

interface EncodeOptions {
  readonly encode: (soup: Soup) => Uint8Array;
  readonly voxelNm: number;
}

function encodeLevels({ cellNm, levels }: Levels, gridOrigin: Xyz, options: EncodeOptions): MultiresObject {
  const { encode, voxelNm } = options;
  const fragments: Uint8Array[] = [];
  let below: readonly Xyz[] = [];
  const lods = levels.map((level) => {
    const cells = withParents(level, below);
    below = cells.map(({ cell }) => cell);
    const bytes = cells.map(({ surface }) => (surface ? encode(surface) : new Uint8Array(0)));
    fragments.push(...bytes);
    return {
      scale: Math.max(level.errorNm, voxelNm),
      vertexOffset: xyz(0, 0, 0),
      positions: Uint32Array.from([0, 1, 2].flatMap((axis) => below.map((cell) => cell[axis]))),
      sizes: Uint32Array.from(bytes, ({ length }) => length),
    };
  });
  const manifest = { chunkShape: xyz(cellNm, cellNm, cellNm), gridOrigin, lods };
  return { manifest, fragments, triangles: levels[0].triangles };
}

/** The cells of a level, those without a surface included that are above one of the level before. */
function withParents({ cells }: Level, below: readonly Xyz[]): { cell: Xyz; surface?: Soup }[] {
  const all = new Map<string, { cell: Xyz; surface?: Soup }>();
  for (const surface of cells) all.set(surface.cell.join(), { cell: surface.cell, surface });
  for (const [x, y, z] of below) {
    const cell = xyz(x >> 1, y >> 1, z >> 1);
    if (!all.has(cell.join())) all.set(cell.join(), { cell });
  }
  return [...all.values()].sort((a, b) => compareZOrder(a.cell, b.cell));
}
