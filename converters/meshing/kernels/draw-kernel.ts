import {
  type Code,
  get,
  i32,
  i32x4,
  type KernelCode,
  repeatWhile,
  set,
  TYPES,
  v128,
  when,
} from '../../../datasets/assembler/index.ts';
import { EDGES_PER_CORNER } from '../known-edges.ts';
import { PLACE_BITS, PLACE_ROW } from '../place.ts';
import { AT, CORNER_BYTES, ENTRY_BYTES, PARITY_BYTES, PIECE_BYTES } from './draw-memory.ts';

const [PIECE, LAST_PIECE, ROW] = [0, 1, 2];
const [CELL, END, BASE, PARITY, CONFIGURATION, PLACE, ODD, LAST] = [3, 4, 5, 6, 7, 8, 9, 10];
const [THERE, ENTRY, COUNT, VERTEX, POSITION, INDEX] = [11, 12, 13, 14, 15, 16];
const [ORIGIN, CORNER] = [17, 18];

const VERTEX_BYTES = 12;

const advance = (local: number, bytes: number): Code => set(local, i32.add(get(local), i32.const(bytes)));
const placeOf = (value: Code): Code => i32.and(value, i32.const(PLACE_ROW - 1));
const twice = (value: Code): Code => i32.shl(value, i32.const(1));
const shr = (value: Code, bits: number): Code => i32.shr(value, i32.const(bits));

const x = placeOf(get(PLACE));
const y = placeOf(shr(get(PLACE), PLACE_BITS));
const z = shr(get(PLACE), 2 * PLACE_BITS);
const inPiece = i32x4.replace(i32x4.replace(i32x4.splat(twice(x)), 1, twice(y)), 2, twice(z));

/** The cell at hand: its corner 0 in half voxels, the address of that corner's edges, whether its slice is odd. */
const LOCATE: readonly Code[] = [
  set(PLACE, i32.load(get(CELL))),
  set(CORNER, i32x4.add(get(ORIGIN), inPiece)),
  set(ODD, i32.and(i32.xor(z, get(PARITY)), i32.const(1))),
  set(PLACE, i32.add(get(BASE), i32.add(i32.mul(x, i32.const(CORNER_BYTES)), i32.mul(y, get(ROW))))),
  set(LAST, shr(get(CONFIGURATION), 7)),
];

/**
 * The cell's own edge to the corner 7. Its vertex is written whether it is there or not, as which it is cannot be foreseen;
 * it counts only where it is: the next is written over the others, and no cell looks for them.
 */
const ownVertex = (otherEnd: number, midpoint: readonly [number, number, number], known: Code): Code[] => [
  v128.store(get(POSITION), i32x4.add(get(CORNER), i32x4.const(...midpoint, 0))),
  i32.store(known, get(VERTEX)),
  set(THERE, i32.xor(i32.and(shr(get(CONFIGURATION), otherEnd), i32.const(1)), get(LAST))),
  set(VERTEX, i32.add(get(VERTEX), get(THERE))),
  set(POSITION, i32.add(get(POSITION), i32.mul(get(THERE), i32.const(VERTEX_BYTES)))),
];

/** Of the layer above: 2 numbers before, in odd slices. */
const upper = (corner: Code, kind: number): Code =>
  i32.sub(i32.add(corner, i32.const(4 * kind)), i32.shl(get(ODD), i32.const(3)));
const nextRow = i32.add(get(PLACE), get(ROW));

const OWN_VERTICES: readonly Code[] = [
  ...ownVertex(6, [0, 1, 1], upper(nextRow, 2)),
  ...ownVertex(5, [1, 0, 1], upper(get(PLACE), EDGES_PER_CORNER + 3)),
  ...ownVertex(3, [1, 1, 0], i32.add(nextRow, i32.const(4 * (EDGES_PER_CORNER + 4)))),
];

/** Looks up entries `[begin, end)` of the configuration. What is written behind its last one is written over by the next cell. */
const lookUp = (begin: number, end: number): Code[] =>
  Array.from({ length: end - begin }, (_, i) => {
    const vertex = i32.load(i32.add(get(PLACE), i32.load(get(ENTRY), AT.entries + 4 * (begin + i))));
    return i32.store(get(INDEX), vertex, 4 * (begin + i));
  });

const MANY = 12;
const TRIANGLES: readonly Code[] = [
  set(
    ENTRY,
    i32.add(i32.mul(get(ODD), i32.const(PARITY_BYTES)), i32.mul(get(CONFIGURATION), i32.const(ENTRY_BYTES))),
  ),
  set(COUNT, i32.load(i32.shl(get(CONFIGURATION), i32.const(3)), AT.counts + 4)),
  ...lookUp(0, MANY),
  when(i32.greater(get(COUNT), i32.const(MANY)), ...lookUp(MANY, MANY + 3)),
  set(INDEX, i32.add(get(INDEX), i32.shl(get(COUNT), i32.const(2)))),
];

const stateField = (i: number): Code => i32.const(AT.state + 4 * i);
const STATE = [VERTEX, POSITION, INDEX];

/** Draws a strip's pieces from address PIECE to LAST_PIECE, as `drawCells` does. ROW: bytes from one row of corners to the next. */
export const DRAW_KERNEL: KernelCode = {
  name: 'draw',
  params: 3,
  locals: [...Array(14).fill(TYPES.i32), TYPES.v128, TYPES.v128],
  body: [
    ...STATE.flatMap((local, i) => set(local, i32.load(stateField(i)))),
    ...set(CELL, i32.const(AT.cells)),
    ...repeatWhile(
      i32.less(get(PIECE), get(LAST_PIECE)),
      set(END, i32.load(get(PIECE), 0)),
      set(BASE, i32.load(get(PIECE), 4)),
      set(PARITY, i32.load(get(PIECE), 8)),
      set(ORIGIN, v128.load(get(PIECE), 16)),
      repeatWhile(
        i32.less(get(CELL), get(END)),
        set(CONFIGURATION, i32.load8(shr(i32.sub(get(CELL), i32.const(AT.cells)), 2), AT.configurations)),
        ...LOCATE,
        ...OWN_VERTICES,
        ...TRIANGLES,
        advance(CELL, 4),
      ),
      advance(PIECE, PIECE_BYTES),
    ),
    ...STATE.flatMap((local, i) => i32.store(stateField(i), get(local))),
  ],
};
