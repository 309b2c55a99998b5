import {
  block,
  type Code,
  get,
  i32,
  i64,
  i64x2,
  type KernelCode,
  leaveIf,
  repeatWhile,
  set,
  TYPES,
  v128,
  when,
} from '../../../assembler/index.ts';

const [SOURCE, ACROSS, PLANE, COUNT, TARGET] = [0, 1, 2, 3, 4];
const [ROWS, FIRST] = [[5, 6, 7, 8], 9];
const [SCORE, BEST, WINNER, LABEL] = [10, 11, 12, 13];

/** Addresses of the cell's four pairs of voxels, in scan order. */
const PAIRS: readonly Code[] = [
  get(SOURCE),
  i32.add(get(SOURCE), get(ACROSS)),
  i32.add(get(SOURCE), get(PLANE)),
  i32.add(i32.add(get(SOURCE), get(PLANE)), get(ACROSS)),
];

const differs = (row: number): Code => v128.xor(get(row), get(FIRST));

const isVoid = i64.eqz(get(LABEL));

/** Compares all eight voxels with LABEL: each equal one adds -1 to a lane. */
function negativeCount(): Code {
  const equal = ROWS.map((row) => i64x2.eq(get(row), i64x2.splat(get(LABEL))));
  const sums = equal.reduce((sum, each) => i64x2.add(sum, each));
  return [
    ...sums,
    ...set(FIRST, []),
    ...i32.ofI64(i64.add(i64x2.lane(get(FIRST), 0), i64x2.lane(get(FIRST), 1))),
  ];
}

/**
 * A label's score is twice its count, less 1 for background that loses ties; the first of the greatest score wins. A
 * score of 8 or more, half the cell, cannot be beaten by a later label.
 */
function vote(address: Code, sparse: boolean): Code {
  const twice = i32.shl(i32.sub(i32.const(0), negativeCount()), i32.const(1));
  return [
    ...set(LABEL, i64.load(address)),
    ...set(SCORE, sparse ? i32.sub(twice, isVoid) : twice),
    ...when(i32.greater(get(SCORE), get(BEST)), set(BEST, get(SCORE)), set(WINNER, get(LABEL))),
    ...leaveIf(i32.notLess(get(BEST), i32.const(8))),
  ];
}

/** Ends at once where the first plane's four agree (ties go to the first), or all eight where those are background that loses ties. */
function leaveWhereAgreed(sparse: boolean): Code {
  const differ = ([a, b]: number[]): Code => v128.anyTrue(v128.or(differs(a), differs(b)));
  const near = i32.eqz(differ(ROWS.slice(0, 2)));
  const far = i32.eqz(differ(ROWS.slice(2)));
  const first = set(FIRST, i64x2.splat(get(LABEL)));
  return sparse
    ? [...first, ...when(near, leaveIf(i32.eqz(isVoid), 1), leaveIf(far, 1))]
    : [...first, ...leaveIf(near)];
}

/**
 * Mode of `count` (>= 1) cells of 2x2x2 uint64 along a row (`KernelRow`). Where cells have one voxel along y or z, its
 * double counts change no order.
 * @param sparse background (0) loses ties.
 */
export const modeKernel = (name: string, sparse: boolean): KernelCode => ({
  name,
  params: 5,
  locals: [...Array(5).fill(TYPES.v128), TYPES.i32, TYPES.i32, TYPES.i64, TYPES.i64],
  body: repeatWhile(
    get(COUNT),
    ...ROWS.map((row, i) => set(row, v128.load(PAIRS[i]))),
    set(LABEL, i64.load(get(SOURCE))),
    set(WINNER, get(LABEL)),
    block(
      leaveWhereAgreed(sparse),
      set(BEST, i32.const(-1)),
      ...PAIRS.flatMap((pair) => [vote(pair, sparse), vote(i32.add(pair, i32.const(8)), sparse)]),
    ),
    i64.store(get(TARGET), get(WINNER)),
    set(SOURCE, i32.add(get(SOURCE), i32.const(16))),
    set(TARGET, i32.add(get(TARGET), i32.const(8))),
    set(COUNT, i32.sub(get(COUNT), i32.const(1))),
  ),
});
