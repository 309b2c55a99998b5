import {
  type Code,
  either,
  get,
  i16x8,
  i32,
  i32x4,
  type KernelCode,
  repeatWhile,
  set,
  TYPES,
  v128,
  when,
} from '../../../datasets/assembler/index.ts';
import { COUNT_BYTES, DRAW_BYTES, FIND_AT } from './find-memory.ts';
import { addPlaces, LANES } from './list-places.ts';

const [LOWER, UPPER, ROW, LENGTH, FIRST_CELL] = [0, 1, 2, 3, 4];
const [X, SURFACES, LIST, LABEL, CONFIGURATION, REST, CELL, DRAW, COUNTS] = [5, 6, 7, 8, 9, 10, 11, 12, 13];
const [NEAR, DIFFERENCES, LOW, HIGH] = [14, 15, 16, 17];

const shl = (value: Code, bits: number): Code => i32.shl(value, i32.const(bits));

/** Addresses of voxel `column` in the four rows around a row of cells, in the order of a cell's corners. */
const rowsAt = (column: Code): Code[] => [
  i32.add(get(LOWER), shl(column, 2)),
  i32.add(i32.add(get(LOWER), get(ROW)), shl(column, 2)),
  i32.add(get(UPPER), shl(column, 2)),
  i32.add(i32.add(get(UPPER), get(ROW)), shl(column, 2)),
];

/** Of four cells at once: bits where any corner differs from the first. */
const COMPARE: readonly Code[] = [
  set(NEAR, v128.load(rowsAt(get(X))[0])),
  set(
    DIFFERENCES,
    rowsAt(get(X))
      .flatMap((row, i) => (i === 0 ? [v128.load(row, 4)] : [v128.load(row), v128.load(row, 4)]))
      .map((corner) => v128.xor(corner, get(NEAR)))
      .reduce((all, each) => v128.or(all, each)),
  ),
];

/** Lists the cells of the row that have a surface; the last is LENGTH or behind it. */
const LIST_CELLS: readonly Code[] = [
  set(LIST, i32.const(FIND_AT.list)),
  repeatWhile(
    i32.less(get(X), get(LENGTH)),
    ...COMPARE,
    set(
      SURFACES,
      i32.xor(i32x4.bitmask(i32x4.eq(get(DIFFERENCES), i32x4.const(0, 0, 0, 0))), i32.const(2 ** LANES - 1)),
    ),
    ...addPlaces(SURFACES, X, LIST),
    set(X, i32.add(get(X), i32.const(LANES))),
  ),
  i32.store(get(LIST), get(LENGTH)),
];

const ALL = 0xff;
const isSame = (corners: number): Code => i32x4.eq(get(corners), i32x4.splat(get(LABEL)));
const counts = i32.add(get(COUNTS), shl(get(LABEL), Math.log2(COUNT_BYTES)));

/** Draws a label of the cell at hand. What label 0 draws is written over by the next. */
const drawLabel = (label: Code): Code[] => [
  set(LABEL, label),
  set(CONFIGURATION, i16x8.bitmask(i32x4.narrow(isSame(LOW), isSame(HIGH)))),
  set(REST, i32.and(get(REST), i32.xor(get(CONFIGURATION), i32.const(ALL)))),
  i32.store(get(DRAW), get(LABEL)),
  i32.store(get(DRAW), i32.or(get(CELL), get(CONFIGURATION)), 4),
  i32.store(counts, i32.add(i32.load(counts, 4), i32.const(1)), 4),
  set(DRAW, either(i32.add(get(DRAW), i32.const(DRAW_BYTES)), get(DRAW), get(LABEL))),
];
const ofLastCorner: Code = i32.load(shl(i32.sub(i32.const(31), i32.clz(get(REST))), 2), FIND_AT.corners);

const [a, b, c, d] = rowsAt(get(X));
/** Draws the cell at X: two labels at least, and mostly no more. */
const DRAW_CELL: readonly Code[] = [
  set(LOW, v128.loadHalves(a, b)),
  set(HIGH, v128.loadHalves(c, d)),
  v128.store(i32.const(FIND_AT.corners), get(LOW)),
  v128.store(i32.const(FIND_AT.corners), get(HIGH), 16),
  set(CELL, shl(i32.add(get(FIRST_CELL), get(X)), 8)),
  set(REST, i32.const(ALL)),
  ...drawLabel(i32x4.lane(get(HIGH), 3)),
  ...drawLabel(ofLastCorner),
  when(get(REST), repeatWhile(get(REST), ...drawLabel(ofLastCorner))),
];

/** `scanRow` on rows of numbers, i32: LENGTH (>= 1) cells. LOWER, UPPER: addresses of their first voxels in two layers. */
export const SCAN_KERNEL: KernelCode = {
  name: 'scan',
  params: 5,
  locals: [...Array(9).fill(TYPES.i32), ...Array(4).fill(TYPES.v128)],
  body: [
    ...set(DRAW, i32.load(i32.const(FIND_AT.state))),
    ...set(COUNTS, i32.load(i32.const(FIND_AT.state + 12))),
    ...LIST_CELLS.flat(),
    ...set(LIST, i32.const(FIND_AT.list)),
    ...set(X, i32.load(get(LIST))),
    ...when(
      i32.less(get(X), get(LENGTH)),
      repeatWhile(
        i32.less(get(X), get(LENGTH)),
        ...DRAW_CELL,
        set(LIST, i32.add(get(LIST), i32.const(4))),
        set(X, i32.load(get(LIST))),
      ),
    ),
    ...i32.store(i32.const(FIND_AT.state), get(DRAW)),
  ],
};
