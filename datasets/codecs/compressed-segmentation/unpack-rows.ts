/**
 * The hot loop of decoding: blocks eight voxels wide and as wide in the chunk, which is nearly all of them. It checks
 * nothing: `decode.ts` has proved that the packed area and every index lie inside the section.
 */
import type { BlockArea, ChannelJob, RowTable } from './channel-job.ts';

export const ROW_VOXELS = 8;

/** Indices of up to four bits: a row of eight is then part of one word. */
export const MAX_ROW_BITS = 4;

const MAX_ENTRIES = 2 ** MAX_ROW_BITS;

export function createRowTable(lanes: 1 | 2): RowTable {
  const words = new Uint32Array(lanes * MAX_ENTRIES);
  return { words, cells: lanes === 2 ? new Float64Array(words.buffer) : words };
}

/**
 * Copies as much of a block's table as its indices can name.
 * @returns false where a label's bits are those of a NaN, which an engine may change when it moves one.
 */
export function loadRowTable({ section, layout, table: { words } }: ChannelJob, area: BlockArea): boolean {
  const { lanes } = layout;
  // What lies beyond the section is named by no index: `decode.ts` looked.
  const count = Math.min(lanes << area.bits, section.length - area.table);
  let isMovable = true;
  for (let i = 0; i < count; i++) {
    const word = section[area.table + i];
    words[i] = word;
    if (lanes === 2 && (i & 1) === 1 && (word & 0x7ff00000) === 0x7ff00000) isMovable = false;
  }
  return isMovable;
}

/** Unpacks a block whose table is loaded. */
export function unpackRows(job: ChannelJob, area: BlockArea): void {
  const { section, layout, cells: out } = job;
  const { cells } = job.table;
  const { packed, bits, ny, nz } = area;
  const [sx, sy] = layout.size;
  const first = area.start / layout.lanes;
  if (bits === 0) return fillRows(out, cells[0], first, { sx, sy, ny, nz });
  const mask = (1 << bits) - 1;
  const rowBits = ROW_VOXELS * bits;
  const rowsPerSlice = layout.blockSize[1];
  for (let z = 0; z < nz; z++) {
    let to = first + sx * sy * z;
    let bit = rowBits * rowsPerSlice * z;
    for (let y = 0; y < ny; y++, to += sx, bit += rowBits) {
      const row = section[packed + (bit >>> 5)] >>> (bit & 31);
      out[to] = cells[row & mask];
      out[to + 1] = cells[(row >>> bits) & mask];
      out[to + 2] = cells[(row >>> (2 * bits)) & mask];
      out[to + 3] = cells[(row >>> (3 * bits)) & mask];
      out[to + 4] = cells[(row >>> (4 * bits)) & mask];
      out[to + 5] = cells[(row >>> (5 * bits)) & mask];
      out[to + 6] = cells[(row >>> (6 * bits)) & mask];
      out[to + 7] = cells[(row >>> (7 * bits)) & mask];
    }
  }
}

interface RowBox {
  readonly sx: number;
  readonly sy: number;
  readonly ny: number;
  readonly nz: number;
}

function fillRows(out: Uint32Array | Float64Array, label: number, first: number, box: RowBox): void {
  const { sx, sy, ny, nz } = box;
  for (let z = 0; z < nz; z++) {
    let to = first + sx * sy * z;
    for (let y = 0; y < ny; y++, to += sx) {
      out[to] = label;
      out[to + 1] = label;
      out[to + 2] = label;
      out[to + 3] = label;
      out[to + 4] = label;
      out[to + 5] = label;
      out[to + 6] = label;
      out[to + 7] = label;
    }
  }
}
