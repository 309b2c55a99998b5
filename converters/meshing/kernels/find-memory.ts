import type { Xyz } from '../../../datasets/geometry/index.ts';
import { NUM_CORNERS } from '../cube.ts';
import { PLACE_ROW } from '../place.ts';

/** A draw in memory: number of its label, place of its cell within the slice * 256 + configuration, i32 each. */
export const DRAW_BYTES = 8;
/** A slot of the table of labels: the label, i64, then its number + 1, i32, or 0 where the slot is free. */
export const SLOT_BYTES = 16;
/** What is counted by number: voxels and draws, i32 each. */
export const COUNT_BYTES = 8;
/** Odd, of a label's upper half and of both. */
export const HASH_FACTORS = [0x9e3779b1 | 0, 0x85ebca6b | 0] as const;

/** Vectors may be read and written this far behind a row. */
const SLACK = 64;
/** Draws that are copied out at once, to stay in a core's second-level cache. */
const DRAWS_AT_ONCE = 2 ** 14;

const LIST = 48 + 16 * 16;
const DRAWS = LIST + 4 * PLACE_ROW + SLACK;

/** Addresses at which the finding kernels have what does not move. */
export const FIND_AT = {
  /** Behind the last draw, where the table of labels begins, its bytes - 1, where the counts begin: i32 each. */
  state: 0,
  /** Labels of a cell's corners. */
  corners: 16,
  /** For each set of four bits the places of those that are there, ascending, i32. */
  places: 48,
  /** Places in a row that have something to do, i32. */
  list: LIST,
  draws: DRAWS,
  /** Where draws are copied out: a row of cells more has room behind it. */
  drawsFull: DRAWS + DRAW_BYTES * DRAWS_AT_ONCE,
  source: DRAWS + DRAW_BYTES * (DRAWS_AT_ONCE + NUM_CORNERS * PLACE_ROW),
} as const;

/** Addresses of what depends on the size of a block. */
export interface FindLayout {
  /** Of the two layers of numbers, i32, that a slice of cells lies between. */
  readonly layers: readonly [number, number];
  /** From one row of a layer to the next. */
  readonly rowBytes: number;
  /** The table of labels and the counts, which grow. */
  readonly table: number;
}

/** @param size voxels per axis, padding included. @param labelBytes of a label in the source. */
export function layOutFind([width, height]: Xyz, labelBytes: number): FindLayout {
  const first = FIND_AT.source + aligned(labelBytes * width * height) + SLACK;
  const rowBytes = aligned(4 * width) + SLACK;
  const layerBytes = rowBytes * height + SLACK;
  return { layers: [first, first + layerBytes], rowBytes, table: first + 2 * layerBytes };
}

const aligned = (bytes: number): number => (bytes + 15) & ~15;
