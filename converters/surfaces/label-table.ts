import { MissingError } from '../../datasets/errors.ts';
import { locateKey, type ShardingSpec, shardName } from '../../datasets/precomputed/sharding/index.ts';
import { type CellsEntry, readCellsHead } from '../meshing/index.ts';
import type { MeshContext } from './context.ts';
import { cellsKey } from './spec.ts';

/** Where the surface of a label lies: in files of cells of its blocks. */
export interface LabelParts {
  readonly label: bigint;
  readonly voxels: number;
  readonly parts: readonly (Pick<CellsEntry, 'numCells' | 'cellsAt' | 'configurationsAt'> & {
    readonly block: number;
  })[];
}

/** What all blocks together say. */
export interface LabelTable {
  /** Labels that get a mesh, ascending. */
  readonly labels: readonly (LabelParts & { readonly cells: number })[];
  /** Labels that are smaller than the dust limit. */
  readonly skipped: number;
  /** Blocks that lack chunks, and the number of these. */
  readonly incomplete: readonly number[];
  readonly missingChunks: number;
}

/** Reads what the blocks found. @throws MissingError for a wanted label that is nowhere. */
export async function readLabelTable({ store, spec, blocks }: MeshContext): Promise<LabelTable> {
  const wanted = spec.labels && new Set(spec.labels.map(BigInt));
  const found = new Map<bigint, { voxels: number; cells: number; parts: LabelParts['parts'][number][] }>();
  const incomplete: number[] = [];
  let missingChunks = 0;
  for (const block of blocks.keys()) {
    const key = cellsKey(block);
    const read = async (begin: number, end: number) =>
      (await store.get(key, { range: { begin, end } })) ?? new Uint8Array(0);
    const head = await readCellsHead(read, `${store.name}/${key}`);
    if (head.missingChunks > 0) incomplete.push(block);
    missingChunks += head.missingChunks;
    for (const { label, voxels, ...place } of head.entries) {
      if (wanted && !wanted.has(label)) continue;
      const known = found.get(label) ?? { voxels: 0, cells: 0, parts: [] };
      found.set(label, known);
      known.voxels += voxels;
      known.cells += place.numCells;
      if (place.numCells > 0) known.parts.push({ block, ...place });
    }
  }
  const absent = [...(wanted ?? [])].filter((label) => !found.has(label));
  if (absent.length > 0)
    throw new MissingError({
      subject: store.name,
      expected: `voxels of label ${absent.join(', ')}`,
      got: 'none',
    });
  const all = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const kept = all.filter(([, { voxels }]) => voxels >= spec.dustVoxels);
  const labels = kept.map(([label, { voxels, parts, cells }]) => ({ label, voxels, parts, cells }));
  return { labels, skipped: all.length - kept.length, incomplete, missingChunks };
}

/** Labels that one task meshes. */
export interface LabelGroup {
  readonly group: number;
  /** Name of the shard they go to; undefined: they are files of their own. */
  readonly shard?: string;
  readonly labels: readonly LabelParts[];
}

/** A task takes some seconds, and a label's surface must fit into memory anyway. */
const CELLS_PER_GROUP = 300_000;
const LABELS_PER_GROUP = 256;

/** The same for any number of blocks and workers: it depends on the labels and their surfaces alone. */
export function groupLabels({ labels }: LabelTable, sharding: ShardingSpec | undefined): LabelGroup[] {
  const byShard = new Map<string | undefined, LabelTable['labels'][number][]>();
  for (const label of labels) {
    const shard = sharding && shardName(sharding, locateKey(sharding, label.label).shard);
    const list = byShard.get(shard);
    if (list) list.push(label);
    else byShard.set(shard, [label]);
  }
  const groups: LabelGroup[] = [];
  for (const [shard, list] of [...byShard].sort(([a = ''], [b = '']) => (a < b ? -1 : 1))) {
    let own: LabelParts[] = [];
    let cells = 0;
    const close = () => {
      if (own.length > 0) groups.push({ group: groups.length, shard, labels: own });
      [own, cells] = [[], 0];
    };
    for (const { cells: count, ...label } of list) {
      if (cells + count > CELLS_PER_GROUP || own.length >= LABELS_PER_GROUP) close();
      own.push(label);
      cells += count;
    }
    close();
  }
  return groups;
}

export const missingChunks = (subject: string, count: number) =>
  new MissingError({
    subject,
    expected: 'all chunks',
    got: `${count} chunks missing`,
    cure: 'Write them again, or give --fill-missing to take them for background',
  });
