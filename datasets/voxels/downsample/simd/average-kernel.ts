import {
  type Code,
  get,
  i16x8,
  i32,
  type KernelCode,
  narrowToBytes,
  repeatWhile,
  set,
  TYPES,
  v128,
} from '../../../assembler/index.ts';

const [SOURCE, ACROSS, PLANE, COUNT, TARGET, SUMS] = [0, 1, 2, 3, 4, 5];
const CELLS = 16;

const ROWS: readonly Code[] = [
  get(SOURCE),
  i32.add(get(SOURCE), get(ACROSS)),
  i32.add(get(SOURCE), get(PLANE)),
  i32.add(i32.add(get(SOURCE), get(PLANE)), get(ACROSS)),
];

/** Sums of eight cells (at most 8 x 255, 11 bits) whose rows begin `shift` bytes behind SOURCE. */
const sumsAt = (shift: number): Code =>
  ROWS.map((row) => i16x8.addBytePairs(v128.load(row, shift))).reduce((sum, each) => i16x8.add(sum, each));

const eighth = (value: Code): Code => i16x8.shiftRight(value, i32.const(3));
const all = (value: number): Code => i16x8.splat(i32.const(value));

/** Halves go to the even neighbour: adding 3, and 1 more where the floor is odd, then cutting, does that. */
const means = (shift: number): Code => [
  ...set(SUMS, sumsAt(shift)),
  ...eighth(i16x8.add(i16x8.add(get(SUMS), all(3)), v128.and(eighth(get(SUMS)), all(1)))),
];

/**
 * Mean of `count` (>= 1) cells of 2x2x2 bytes along a row (`KernelRow`). Where cells have one voxel along y or z, its
 * double counts change no mean. Sixteen cells at a time: up to 30 bytes behind the last voxel are read, and up to 15
 * behind the last result are overwritten.
 */
export const AVERAGE_KERNEL: KernelCode = {
  name: 'averageRow',
  params: 5,
  locals: [TYPES.v128],
  body: repeatWhile(
    i32.greater(get(COUNT), i32.const(0)),
    v128.store(get(TARGET), narrowToBytes(means(0), means(CELLS))),
    set(SOURCE, i32.add(get(SOURCE), i32.const(2 * CELLS))),
    set(TARGET, i32.add(get(TARGET), i32.const(CELLS))),
    set(COUNT, i32.sub(get(COUNT), i32.const(CELLS))),
  ),
};
