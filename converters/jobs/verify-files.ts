import { boxOf, formatBox } from '../../datasets/geometry/index.ts';
import {
  type ChunkGrid,
  chunkBox,
  createChunkGrid,
  type PrecomputedInfo,
  parseChunkName,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';

/** What an object of a dataset is, by its key. */
export type FileKind =
  | { readonly kind: 'chunk'; readonly scale: number }
  | { readonly kind: 'shard'; readonly scale: number }
  /** In the folder of meshes, skeletons or segment properties. */
  | { readonly kind: 'folder'; readonly folder: string; readonly name: string }
  /** Descriptions that datasets have. */
  | { readonly kind: 'metadata' }
  /** Nothing that the info tells of. */
  | { readonly kind: 'stray' };

/** cloud-volume writes `provenance`, Floodlight `provenance.json` and, of a segmentation alone, its view. */
const METADATA = ['info', 'provenance', 'provenance.json', 'viewer.json'];
const STRAY: FileKind = { kind: 'stray' };

/** @returns tells what a key of a dataset with this info is. Nothing is kept, so a listing of any length can be sorted. */
export function createFileSorter(info: PrecomputedInfo): (key: string) => FileKind {
  const folders = [info.mesh, info.skeletons, info.segmentProperties].filter((f) => f !== undefined);
  const scales = info.scales.map((scale, index) => ({
    prefix: `${scale.key}/`,
    kindOf: sorterOf(scale, index),
  }));
  return (key) => {
    if (METADATA.includes(key)) return { kind: 'metadata' };
    const folder = folders.find((name) => key.startsWith(`${name}/`));
    if (folder !== undefined) return { kind: 'folder', folder, name: key.slice(folder.length + 1) };
    for (const { prefix, kindOf } of scales) {
      if (!key.startsWith(prefix)) continue;
      const kind = kindOf(key.slice(prefix.length));
      if (kind !== STRAY) return kind;
    }
    return STRAY;
  };
}

function sorterOf(scale: ScaleInfo, index: number): (name: string) => FileKind {
  if (scale.sharding) {
    const digits = Math.max(1, Math.ceil(Number(scale.sharding['shard_bits']) / 4));
    const pattern = new RegExp(`^[0-9a-f]{${digits}}\\.shard$`);
    return (name) => (pattern.test(name) ? { kind: 'shard', scale: index } : STRAY);
  }
  const grids = gridsOf(scale);
  return (name) => (grids.some((grid) => isChunkOf(grid, name)) ? { kind: 'chunk', scale: index } : STRAY);
}

/** One grid for each chunk size that the scale offers. */
export const gridsOf = (scale: ScaleInfo): readonly ChunkGrid[] =>
  scale.chunkSizes.map((size) => createChunkGrid(boxOf(scale.voxelOffset, scale.size), size));

function isChunkOf(grid: ChunkGrid, name: string): boolean {
  const box = parseChunkName(name);
  if (!box) return false;
  const { bounds, chunkSize, gridSize } = grid;
  const at = (i: 0 | 1 | 2) => (box.begin[i] - bounds.begin[i]) / chunkSize[i];
  const position = [at(0), at(1), at(2)] as const;
  const inGrid = position.every((p, i) => Number.isInteger(p) && p >= 0 && p < gridSize[i as 0 | 1 | 2]);
  return inGrid && formatBox(chunkBox(grid, position)) === formatBox(box);
}
