import {
  type Code,
  either,
  get,
  i32,
  type KernelCode,
  repeatWhile,
  set,
  TYPES,
} from '../../../datasets/assembler/index.ts';
import { PLACE_BITS, PLACE_ROW } from '../place.ts';
import { AT } from './draw-memory.ts';

const [COUNT, CELL, CONFIGURATION, PLACE, X, Y] = [0, 1, 2, 3, 4, 5];
/** Locals of the measures, in the order of `AT.measures`. */
const [X0, Y0, X1, Y1, VERTICES, INDICES] = [6, 7, 8, 9, 10, 11];
const MEASURES = [X0, Y0, X1, Y1, VERTICES, INDICES];

const field = (i: number): Code => i32.const(AT.measures + 4 * i);
const smaller = (local: number, value: number): Code =>
  set(local, either(get(value), get(local), i32.less(get(value), get(local))));
const larger = (local: number, value: number): Code =>
  set(local, either(get(value), get(local), i32.greater(get(value), get(local))));
/** What the table says of the configuration at hand. */
const countAt = (offset: number): Code =>
  i32.load(i32.shl(i32.load8(get(CONFIGURATION)), i32.const(3)), AT.counts + offset);

/** Takes the first `count` (>= 1) cells of a strip into the measures: their box along x and y, and what they draw. */
export const MEASURE_KERNEL: KernelCode = {
  name: 'measure',
  params: 1,
  locals: Array(11).fill(TYPES.i32),
  body: [
    ...MEASURES.flatMap((local, i) => set(local, i32.load(field(i)))),
    ...set(CELL, i32.const(AT.cells)),
    ...set(CONFIGURATION, i32.const(AT.configurations)),
    ...repeatWhile(
      get(COUNT),
      set(PLACE, i32.load(get(CELL))),
      set(X, i32.and(get(PLACE), i32.const(PLACE_ROW - 1))),
      set(Y, i32.and(i32.shr(get(PLACE), i32.const(PLACE_BITS)), i32.const(PLACE_ROW - 1))),
      smaller(X0, X),
      smaller(Y0, Y),
      larger(X1, X),
      larger(Y1, Y),
      set(VERTICES, i32.add(get(VERTICES), countAt(0))),
      set(INDICES, i32.add(get(INDICES), countAt(4))),
      set(CELL, i32.add(get(CELL), i32.const(4))),
      set(CONFIGURATION, i32.add(get(CONFIGURATION), i32.const(1))),
      set(COUNT, i32.sub(get(COUNT), i32.const(1))),
    ),
    ...MEASURES.flatMap((local, i) => i32.store(field(i), get(local))),
  ],
};
