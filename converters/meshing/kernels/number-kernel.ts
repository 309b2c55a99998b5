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

const [SOURCE, COUNT, TARGET, COUNTED] = [0, 1, 2, 3];
const [AT, BEGIN, HASH, SLOT, NUMBER, DIFFERENT, TABLE, LAST_BYTE, COUNTS] = [4, 5, 6, 7, 8, 9, 10, 11, 12];
const [LABEL, LABELS, NUMBERS] = [13, 14, 15];

const LANES = 4;
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

/** Which of the next four voxels are not of the label, as bits. */
function different(labelBytes: 4 | 8, source: Code): Code {
  const like = (offset: number) => v128.load(source, offset);
  const same =
    labelBytes === 4
      ? i32x4.bitmask(i32x4.eq(like(0), get(LABELS)))
      : i32.or(
          i64x2.bitmask(i64x2.eq(like(0), get(LABELS))),
          shl(i64x2.bitmask(i64x2.eq(like(16), get(LABELS))), 2),
        );
  return i32.xor(same, i32.const(2 ** LANES - 1));
}

/** Passes the voxels that are like the one at AT, four at a time. */
const passRun = (labelBytes: 4 | 8, source: Code): Code[] => [
  set(BEGIN, get(AT)),
  set(NUMBERS, i32x4.splat(get(NUMBER))),
  repeatWhile(
    i32.and(i32.eqz(get(DIFFERENT)), i32.less(get(AT), get(COUNT))),
    v128.store(i32.add(get(TARGET), shl(get(AT), 2)), get(NUMBERS)),
    set(DIFFERENT, different(labelBytes, source)),
    set(AT, i32.add(get(AT), i32.ctz(i32.or(get(DIFFERENT), i32.const(2 ** LANES))))),
  ),
  set(AT, either(get(AT), get(COUNT), i32.less(get(AT), get(COUNT)))),
];

const counts = i32.add(get(COUNTS), shl(get(NUMBER), Math.log2(COUNT_BYTES)));
const COUNT_RUN: readonly Code[] = [
  i32.store(counts, i32.add(i32.load(counts), i32.and(i32.sub(get(AT), get(BEGIN)), get(COUNTED)))),
];

/**
 * Labels of a row as numbers, i32: COUNT (>= 1) of them from address SOURCE on to TARGET, behind which 12 bytes may be written over.
 * Voxels are counted where COUNTED is -1, not where it is 0. Gives back how many are done: fewer where the next one's label is
 * not in the table. Up to 28 bytes behind the labels are read.
 */
export function numberKernel(name: string, labelBytes: 4 | 8): KernelCode {
  const source = i32.add(get(SOURCE), shl(get(AT), Math.log2(labelBytes)));
  const state = (i: number) => i32.load(i32.const(FIND_AT.state + 4 * i));
  return {
    name,
    params: 4,
    locals: [...Array(9).fill(TYPES.i32), TYPES.i64, TYPES.v128, TYPES.v128],
    result: true,
    body: [
      ...set(TABLE, state(1)),
      ...set(LAST_BYTE, state(2)),
      ...set(COUNTS, state(3)),
      ...repeatWhile(
        i32.less(get(AT), get(COUNT)),
        set(LABEL, labelBytes === 4 ? i64.load32(source) : i64.load(source)),
        set(LABELS, labelBytes === 4 ? i32x4.splat(i32.ofI64(get(LABEL))) : i64x2.splat(get(LABEL))),
        ...LOOK_UP,
        ...passRun(labelBytes, source),
        ...COUNT_RUN,
      ),
      ...giveBack(get(AT)),
    ],
  };
}
