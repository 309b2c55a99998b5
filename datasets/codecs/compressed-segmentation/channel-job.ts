/** What the loops of decoding work on. */
import type { Layout } from './layout.ts';

/** A block's table, copied to where both lanes of a label are one element. */
export interface RowTable {
  readonly words: Uint32Array;
  /** For uint64, doubles: they are moved and never computed with, which halves loads and stores. */
  readonly cells: Uint32Array | Float64Array;
}

export interface ChannelJob {
  /** The channel's section and whatever follows it. */
  readonly section: Uint32Array;
  readonly out: Uint32Array;
  /** The same memory, one element a label: doubles for uint64. */
  readonly cells: Uint32Array | Float64Array;
  readonly table: RowTable;
  /** Where the channel starts in `out`, in words. */
  readonly outOffset: number;
  readonly layout: Layout;
  readonly subject: string;
}

/** One block: its header, and the voxels of it that the chunk has. */
export interface BlockArea {
  /** Word of the section where the table begins. */
  readonly table: number;
  /** Word of the section where the indices begin. */
  readonly packed: number;
  readonly bits: number;
  /** Word of the output where the first voxel goes. */
  readonly start: number;
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
}
