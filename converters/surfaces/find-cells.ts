import { type BlockCells, encodeBlockCells, findBlockCells } from '../meshing/index.ts';
import { isOutOfMemory } from '../threads/index.ts';
import { type CellBlock, halvesOf, voxelsOf } from './blocks.ts';
import type { MeshContext } from './context.ts';
import { isOwnVoxel, type LabelSource } from './label-source.ts';
import { cellsKey } from './spec.ts';

/** Finds the surface cells of one block and keeps them for the labels. */
export async function findCellsTask(
  { store, source, blocks, signal }: MeshContext,
  block: number,
): Promise<void> {
  const { cells, missing } = await findCells(source, blocks[block], signal);
  await store.put(cellsKey(block), encodeBlockCells(cells, missing));
}

export interface Found {
  readonly cells: BlockCells;
  /** Chunks that begin in the block and are not there. */
  readonly missing: number;
}

/** Where memory does not suffice, the block is halved; what is found is the same. */
export async function findCells(source: LabelSource, block: CellBlock, signal?: AbortSignal): Promise<Found> {
  try {
    return await findWhole(source, block, signal);
  } catch (error) {
    const halves = halvesOf(block);
    if (!isOutOfMemory(error) || !halves) throw error;
    const [a, b] = [await findCells(source, halves[0], signal), await findCells(source, halves[1], signal)];
    return { cells: joinCells(block, halves, [a.cells, b.cells]), missing: a.missing + b.missing };
  }
}

async function findWhole(source: LabelSource, block: CellBlock, signal?: AbortSignal): Promise<Found> {
  const { bounds } = source.grid;
  const { box, padding } = voxelsOf(block, bounds);
  const { block: labels, missing } = await source.read(box, signal);
  const own = missing.filter((voxel) => isOwnVoxel(voxel, bounds.begin, block.origin, block.size));
  return { cells: findBlockCells(labels, padding), missing: own.length };
}

/** The cells of two halves as those of the whole. */
export function joinCells(
  whole: CellBlock,
  halves: readonly [CellBlock, CellBlock],
  found: readonly [BlockCells, BlockCells],
): BlockCells {
  const all = new Map<bigint, { voxels: number; cells: number[] }>();
  for (const [k, part] of found.entries()) {
    const shift = halves[k].origin.map((n, axis) => n - whole.origin[axis]);
    for (const [i, label] of part.labels.entries()) {
      const known = all.get(label) ?? { voxels: 0, cells: [] };
      all.set(label, known);
      known.voxels += part.voxels[i];
      for (let c = part.begins[i]; c < part.begins[i + 1]; c++) {
        const place = part.cells[c] + ((shift[2] * 1024 + shift[1]) * 1024 + shift[0]);
        known.cells.push(place * 256 + part.configurations[c]);
      }
    }
  }
  const labels = [...all.keys()].sort((a, b) => (a < b ? -1 : 1));
  const lists = labels.map((label) => all.get(label)!);
  const begins = new Float64Array(labels.length + 1);
  for (const [i, { cells }] of lists.entries()) begins[i + 1] = begins[i] + cells.length;
  const cells = new Uint32Array(begins[labels.length]);
  const configurations = new Uint8Array(cells.length);
  for (const [i, list] of lists.entries()) {
    for (const [j, draw] of list.cells.sort((a, b) => a - b).entries()) {
      cells[begins[i] + j] = Math.floor(draw / 256);
      configurations[begins[i] + j] = draw % 256;
    }
  }
  const voxels = Float64Array.from(lists, (list) => list.voxels);
  return { size: whole.size, labels, voxels, begins, cells, configurations };
}
