import {
  block,
  type Code,
  either,
  get,
  giveBack,
  i32,
  i32x4,
  i64,
  i64x2,
  type KernelCode,
  leaveIf,
  repeatWhile,
  set,
  TYPES,
  v128,
  when,
} from '../../../datasets/assembler/index.ts';
import { COUNT_BYTES, FIND_AT, HASH_FACTORS, SLOT_BYTES } from './find-memory.ts';
import { addPlaces, LANES } from './list-places.ts';

const [SOURCE, COUNT, TARGET, COUNTED] = [0, 1, 2, 3];
const [AT, BEGIN, END, HASH, SLOT, NUMBER, CHANGES, LIST, TABLE, LAST_BYTE, COUNTS] = [
  4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
];
const [LABEL, NUMBERS] = [15, 16];

const shl = (value: Code, bits: number): Code => i32.shl(value, i32.const(bits));
const mixed = (bits: number): Code => i32.xor(get(HASH), i32.shr(get(HASH), i32.const(bits)));
const slot = i32.add(get(TABLE), get(SLOT));

/** Where a label is looked for first: as `LabelTable` has it. */
const FIRST_SLOT: readonly Code[] = [
  set(HASH, i32.ofI64(i64.shr(get(LABEL), i64.const(32)))),
  set(HASH, i32.xor(i32.ofI64(get(LABEL)), i32.mul(get(HASH), i32.const(HASH_FACTORS[0])))),
  set(HASH, i32.mul(mixed(16), i32.const(HASH_FACTORS[1]))),
  set(SLOT, i32.and(shl(mixed(13), Math.log2(SLOT_BYTES)), get(LAST_BYTE))),
];

const LOOK_UP: readonly Code[] = [
  ...FIRST_SLOT,
  block(
    repeatWhile(
      i32.const(1),
      set(NUMBER, i32.load(slot, 8)),
      when(i32.eqz(get(NUMBER)), giveBack(get(AT))),
      leaveIf(i64.equal(i64.load(slot), get(LABEL)), 1),
      set(SLOT, i32.and(i32.add(get(SLOT), i32.const(SLOT_BYTES)), get(LAST_BYTE))),
    ),
  ),
  set(NUMBER, i32.sub(get(NUMBER), i32.const(1))),
];

/** Bits of the four voxels at AT that are not as the one before. */
function changes(labelBytes: 4 | 8, source: Code): Code {
  const same = (offset: number, eq: (a: Code, b: Code) => Code) =>
    eq(v128.load(source, offset + labelBytes), v128.load(source, offset));
  const bits =
    labelBytes === 4
      ? i32x4.bitmask(same(0, i32x4.eq))
      : i32.or(i64x2.bitmask(same(0, i64x2.eq)), shl(i64x2.bitmask(same(16, i64x2.eq)), 2));
  return i32.xor(bits, i32.const(2 ** LANES - 1));
}

/** Lists where runs begin; the last is COUNT or behind it. */
const listRuns = (labelBytes: 4 | 8, sourceAt: (at: Code) => Code): Code[] => [
  i32.store(i32.const(FIND_AT.list), i32.const(0)),
  set(LIST, i32.const(FIND_AT.list + 4)),
  set(AT, i32.const(1)),
  repeatWhile(
    i32.less(get(AT), get(COUNT)),
    set(CHANGES, changes(labelBytes, sourceAt(i32.sub(get(AT), i32.const(1))))),
    ...addPlaces(CHANGES, AT, LIST),
    set(AT, i32.add(get(AT), i32.const(LANES))),
  ),
  i32.store(get(LIST), get(COUNT)),
];

/** Numbers that are written at once: most runs are shorter. */
const SHORT = 16;
const target = i32.add(get(TARGET), shl(get(AT), 2));
const fill = (times: number): Code[] =>
  Array.from({ length: times }, (_, i) => v128.store(target, get(NUMBERS), 4 * LANES * i));

const FILL_RUN: readonly Code[] = [
  set(NUMBERS, i32x4.splat(get(NUMBER))),
  ...fill(SHORT / LANES),
  set(BEGIN, get(AT)),
  set(AT, i32.add(get(AT), i32.const(SHORT))),
  when(
    i32.less(get(AT), get(END)),
    repeatWhile(i32.less(get(AT), get(END)), ...fill(1), set(AT, i32.add(get(AT), i32.const(LANES)))),
  ),
  set(AT, get(END)),
];

const counts = i32.add(get(COUNTS), shl(get(NUMBER), Math.log2(COUNT_BYTES)));
const COUNT_RUN: readonly Code[] = [
  i32.store(counts, i32.add(i32.load(counts), i32.and(i32.sub(get(AT), get(BEGIN)), get(COUNTED)))),
];

/**
 * Labels of a row as numbers, i32: COUNT (>= 1) of them from address SOURCE on to TARGET, behind which 60 bytes may be written over.
 * Voxels are counted where COUNTED is -1, not where it is 0. Gives back how many are done: fewer where the next one's label is
 * not in the table. Up to 40 bytes behind the labels are read.
 */
export function numberKernel(name: string, labelBytes: 4 | 8): KernelCode {
  const sourceAt = (at: Code) => i32.add(get(SOURCE), shl(at, Math.log2(labelBytes)));
  const source = sourceAt(get(AT));
  const state = (i: number) => i32.load(i32.const(FIND_AT.state + 4 * i));
  return {
    name,
    params: 4,
    locals: [...Array(11).fill(TYPES.i32), TYPES.i64, TYPES.v128],
    result: true,
    body: [
      ...set(TABLE, state(1)),
      ...set(LAST_BYTE, state(2)),
      ...set(COUNTS, state(3)),
      ...listRuns(labelBytes, sourceAt).flat(),
      ...set(LIST, i32.const(FIND_AT.list)),
      ...set(AT, i32.const(0)),
      ...repeatWhile(
        i32.less(get(AT), get(COUNT)),
        set(LIST, i32.add(get(LIST), i32.const(4))),
        set(END, i32.load(get(LIST))),
        set(END, either(get(END), get(COUNT), i32.less(get(END), get(COUNT)))),
        set(LABEL, labelBytes === 4 ? i64.load32(source) : i64.load(source)),
        ...LOOK_UP,
        ...FILL_RUN,
        ...COUNT_RUN,
      ),
      ...giveBack(get(AT)),
    ],
  };
}
