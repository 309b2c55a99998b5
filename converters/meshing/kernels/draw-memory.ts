import { NUM_CONFIGURATIONS } from '../cube.ts';
import { EDGES_PER_CORNER } from '../known-edges.ts';

/** Cells that the drawing kernels take at once: with all that they read and write these stay in a core's second-level cache. */
export const STRIP = 4096;
/** Pieces of a strip: cells of one block, which a strip has one after the other. */
export const MAX_PIECES = 512;

/** Room for the entries of a configuration: at most 5 triangles. */
export const ENTRIES = 16;
export const ENTRY_BYTES = 4 * ENTRIES;
/** From the entries of even slices to those of odd ones. */
export const PARITY_BYTES = ENTRY_BYTES * NUM_CONFIGURATIONS;
/** Of the map of known vertices, from one corner to the next. */
export const CORNER_BYTES = 4 * EDGES_PER_CORNER;
export const PIECE_BYTES = 32;
const SLACK = 64;

/** Where everything lies in the memory of the drawing kernels, as bytes. The map of known vertices comes last and grows. */
export const AT = layOut({
  /** x, y of the first and the last cell, then numbers of vertices and indices: i32 each. */
  measures: 32,
  /** Next vertex, end of the positions and of the indices: i32 each. */
  state: 16,
  /** By configuration: vertices and indices, i32 each. */
  counts: 8 * NUM_CONFIGURATIONS,
  /** For slices with an even z, then an odd one: by configuration, where the vertices of its triangles are known, i32. */
  entries: 2 * PARITY_BYTES,
  /** Of each piece: address where its cells end, that of the known vertices of its first corner, z of its first slice, 0; twice
   * its origin, 0: i32 each. */
  pieces: PIECE_BYTES * MAX_PIECES,
  cells: 4 * STRIP,
  configurations: STRIP,
  positions: 3 * 12 * STRIP + SLACK,
  indices: 4 * ENTRIES * STRIP + SLACK,
  known: 0,
});

function layOut<Name extends string>(bytes: Record<Name, number>): Record<Name, number> {
  let at = 0;
  const begins = {} as Record<Name, number>;
  for (const name of Object.keys(bytes) as Name[]) {
    begins[name] = at;
    at += bytes[name];
  }
  return begins;
}
