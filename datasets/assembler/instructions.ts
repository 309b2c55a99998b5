/**
 * A small assembler of WebAssembly: each function gives the bytes of one instruction or section (WebAssembly Core
 * Specification 2.0, chapter "Binary Format"). An instruction takes its operands as code that runs before it, so a
 * kernel reads like nested calls.
 */
export type Code = readonly number[];

/** Unsigned LEB128. */
export function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** Signed LEB128. */
function signed(value: number): Code {
  const low = value & 127;
  const rest = value >> 7;
  const isLast = (rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0);
  return isLast ? [low] : [low | 128, ...signed(rest)];
}

/** Value types. */
export const TYPES = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;

/** An instruction of one byte, after its operands. */
const plain =
  (opcode: number) =>
  (...operands: Code[]): Code => [...operands.flat(), opcode];

/** A vector instruction: prefix 0xfd and its number. */
const vector =
  (opcode: number) =>
  (...operands: Code[]): Code => [...operands.flat(), 0xfd, ...unsigned(opcode)];

/** Alignment is a hint only: 0 (any byte) is always valid. Then what is added to the address. */
const at = (offset: number): Code => [0, ...unsigned(offset)];

const load =
  (opcode: number) =>
  (address: Code, offset = 0): Code => [...address, opcode, ...at(offset)];
const store =
  (opcode: number) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, opcode, ...at(offset)];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: plain(0x6a),
  sub: plain(0x6b),
  and: plain(0x71),
  or: plain(0x72),
  xor: plain(0x73),
  mul: plain(0x6c),
  shl: plain(0x74),
  /** Of unsigned numbers. */
  shr: plain(0x76),
  /** Number of zeros before the first one, from the top and from the bottom. */
  clz: plain(0x67),
  ctz: plain(0x68),
  /** How many ones. */
  count: plain(0x69),
  eqz: plain(0x45),
  equal: plain(0x46),
  greater: plain(0x4a),
  notLess: plain(0x4e),
  less: plain(0x48),
  ofI64: plain(0xa7),
  load: load(0x28),
  load8: load(0x2d),
  store: store(0x36),
};

export const i64 = {
  const: (value: number): Code => [0x42, ...signed(value)],
  eqz: plain(0x50),
  equal: plain(0x51),
  add: plain(0x7c),
  /** Of unsigned numbers. */
  shr: plain(0x88),
  ofUnsigned: plain(0xad),
  load: load(0x29),
  /** Of 32 bits, unsigned. */
  load32: load(0x35),
  store: store(0x37),
};

export const v128 = {
  load: (address: Code, offset = 0): Code => [...vector(0)(address), ...at(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...vector(11)(address, value), ...at(offset)],
  /** Two vectors' halves: 64 bits of memory, then 64 of elsewhere. */
  loadHalves: (low: Code, high: Code): Code => [...high, ...vector(93)(low), ...at(0), 0xfd, 87, ...at(0), 1],
  /** Four times the 32 bits there. */
  loadSplat32: (address: Code, offset = 0): Code => [...vector(9)(address), ...at(offset)],
  and: vector(78),
  or: vector(80),
  xor: vector(81),
  anyTrue: vector(83),
};

export const i32x4 = {
  splat: vector(17),
  add: vector(174),
  lane: (value: Code, lane: number): Code => [...vector(27)(value), lane],
  replace: (value: Code, lane: number, by: Code): Code => [...vector(28)(value, by), lane],
  eq: vector(55),
  /** The highest bit of each lane. */
  bitmask: vector(164),
  const: (...lanes: readonly [number, number, number, number]): Code => [
    0xfd,
    12,
    ...new Uint8Array(Int32Array.from(lanes).buffer),
  ],
  /** Lanes of two vectors as signed 16-bit numbers, cut off at the ends of their range. */
  narrow: vector(133),
};

export const f32x4 = {
  add: vector(228),
  mul: vector(230),
};

export const i64x2 = {
  splat: vector(18),
  eq: vector(214),
  add: vector(206),
  bitmask: vector(196),
  lane: (value: Code, lane: 0 | 1): Code => [...vector(29)(value), lane],
};

export const i16x8 = {
  splat: vector(16),
  add: vector(142),
  shiftRight: vector(141),
  /** Sums of neighbouring unsigned bytes. */
  addBytePairs: vector(125),
  bitmask: vector(132),
};

/** 16-bit lanes of two vectors as unsigned bytes. */
export const narrowToBytes = vector(102);

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];

/** The first where the condition holds, else the second; both are computed. */
export const either = (first: Code, second: Code, condition: Code): Code => [
  ...first,
  ...second,
  ...condition,
  0x1b,
];

const NO_RESULT = 0x40;

/** Code that `leave` can jump behind. */
export const block = (...body: Code[]): Code => [0x02, NO_RESULT, ...body.flat(), 0x0b];
/** Runs its body, and again while the condition holds. */
export const repeatWhile = (condition: Code, ...body: Code[]): Code => [
  0x03,
  NO_RESULT,
  ...body.flat(),
  ...condition,
  0x0d,
  0,
  0x0b,
];
export const when = (condition: Code, ...body: Code[]): Code => [
  ...condition,
  0x04,
  NO_RESULT,
  ...body.flat(),
  0x0b,
];
/** Jumps behind the `depth`-th enclosing block (0: the innermost) where the condition holds. */
export const leaveIf = (condition: Code, depth = 0): Code => [...condition, 0x0d, ...unsigned(depth)];
/** Ends the function with a result. */
export const giveBack = (value: Code): Code => [...value, 0x0f];
