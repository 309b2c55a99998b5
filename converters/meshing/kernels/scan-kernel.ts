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

const [LOWER, UPPER, ROW, LENGTH, FIRST_CELL] = [0, 1, 2, 3, 4];
const [X, SURFACES, AT, LABEL, CONFIGURATION, REST, CELL, DRAW, COUNTS] = [5, 6, 7, 8, 9, 10, 11, 12, 13];
const [NEAR, DIFFERENCES, LOW, HIGH] = [14, 15, 16, 17];

const LANES = 4;
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

const ALL = 0xff;
const isSame = (corners: number): Code => i32x4.eq(get(corners), i32x4.splat(get(LABEL)));
const ofCorner: Code = i32.sub(i32.const(31), i32.clz(get(REST)));
const counts = i32.add(get(COUNTS), shl(get(LABEL), Math.log2(COUNT_BYTES)));

/** Draws one label of the cell at hand. What label 0 draws is written over by the next. */
const DRAW_LABEL: readonly Code[] = [
  set(LABEL, i32.load(shl(ofCorner, 2), FIND_AT.corners)),
  set(CONFIGURATION, i16x8.bitmask(i32x4.narrow(isSame(LOW), isSame(HIGH)))),
  set(REST, i32.and(get(REST), i32.xor(get(CONFIGURATION), i32.const(ALL)))),
  i32.store(get(DRAW), get(LABEL)),
  i32.store(get(DRAW), i32.or(get(CELL), get(CONFIGURATION)), 4),
  i32.store(counts, i32.add(i32.load(counts, 4), i32.const(1)), 4),
  set(DRAW, either(i32.add(get(DRAW), i32.const(DRAW_BYTES)), get(DRAW), get(LABEL))),
];

const [a, b, c, d] = rowsAt(get(AT));
/** The cell of the lowest bit of SURFACES. */
const DRAW_CELL: readonly Code[] = [
  set(AT, i32.add(get(X), i32.ctz(get(SURFACES)))),
  set(SURFACES, i32.and(get(SURFACES), i32.sub(get(SURFACES), i32.const(1)))),
  set(LOW, v128.loadHalves(a, b)),
  set(HIGH, v128.loadHalves(c, d)),
  v128.store(i32.const(FIND_AT.corners), get(LOW)),
  v128.store(i32.const(FIND_AT.corners), get(HIGH), 16),
  set(CELL, shl(i32.add(get(FIRST_CELL), get(AT)), 8)),
  set(REST, i32.const(ALL)),
  repeatWhile(get(REST), ...DRAW_LABEL),
];

const left = i32.sub(get(LENGTH), get(X));
/** Bits of the cells that the row still has. */
const isInRow = i32.sub(
  i32.shl(i32.const(1), either(left, i32.const(LANES), i32.less(left, i32.const(LANES)))),
  i32.const(1),
);

/** `scanRow` on rows of numbers, i32: LENGTH (>= 1) cells. LOWER, UPPER: addresses of their first voxels in two layers. */
export const SCAN_KERNEL: KernelCode = {
  name: 'scan',
  params: 5,
  locals: [...Array(9).fill(TYPES.i32), ...Array(4).fill(TYPES.v128)],
  body: [
    ...set(DRAW, i32.load(i32.const(FIND_AT.state))),
    ...set(COUNTS, i32.load(i32.const(FIND_AT.state + 12))),
    ...repeatWhile(
      i32.less(get(X), get(LENGTH)),
      ...COMPARE,
      when(
        v128.anyTrue(get(DIFFERENCES)),
        set(
          SURFACES,
          i32.and(
            i32.xor(i32x4.bitmask(i32x4.eq(get(DIFFERENCES), i32x4.const(0, 0, 0, 0))), i32.const(15)),
            isInRow,
          ),
        ),
        when(get(SURFACES), repeatWhile(get(SURFACES), ...DRAW_CELL)),
      ),
      set(X, i32.add(get(X), i32.const(LANES))),
    ),
    ...i32.store(i32.const(FIND_AT.state), get(DRAW)),
  ],
};
