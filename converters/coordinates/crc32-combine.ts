/** Rows of a 32 x 32 matrix of bits: what an operator makes of each bit of a checksum. */
type Operator = Uint32Array;

const POLYNOMIAL = 0xedb88320;

/**
 * The CRC-32 of two pieces of data after each other, from those of the pieces: a zero bit is a linear operator on the checksum, and its
 * powers are found by squaring. Source: Adler, zlib, crc32_combine.
 * @param length bytes of the second piece.
 */
export function combineCrc32(first: number, second: number, length: number): number {
  let operator = square(square(square(oneZeroBit())));
  let crc = first;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) crc = apply(operator, crc);
    operator = square(operator);
  }
  return (crc ^ second) >>> 0;
}

const oneZeroBit = (): Operator =>
  Uint32Array.from({ length: 32 }, (_, bit) => (bit === 0 ? POLYNOMIAL : 2 ** (bit - 1)));

function apply(operator: Operator, crc: number): number {
  let sum = 0;
  for (let bit = 0; bit < 32; bit++) if ((crc >>> bit) & 1) sum ^= operator[bit]!;
  return sum >>> 0;
}

const square = (operator: Operator): Operator => operator.map((row) => apply(operator, row));
