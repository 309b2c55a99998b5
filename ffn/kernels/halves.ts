/** float16 by its bits, as IEEE 754-2019 has it (binary16): `Float16Array` is not there in every browser and Node yet. */

/** The largest finite float16. */
export const LARGEST_HALF = 65504;

/** Bits of a float32 between the fractions of the two, and between their exponents' biases. */
const [DROPPED_BITS, BIAS_BITS] = [13, 112 << 23];
/** Bits of the float32 that are the smallest normal float16, 2^-14, and the first that is beyond all of them, 2^16. */
const [NORMAL_BITS, BEYOND_BITS] = [0x38800000, 0x47800000];

/** Rounds to the nearest, ties to even; what is beyond the largest becomes infinite. */
export function toHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return Uint16Array.from(bits, halfOf);
}

function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  if (size >= BEYOND_BITS) return sign | 0x7c00;
  if (size < NORMAL_BITS) return sign | subnormalOf(size);
  const isOdd = (size >>> DROPPED_BITS) & 1;
  return sign | ((size - BIAS_BITS + 0xfff + isOdd) >>> DROPPED_BITS);
}

/** Multiples of 2^-24. */
function subnormalOf(size: number): number {
  const value = fromFloatBits(size) * 2 ** 24;
  const whole = Math.floor(value);
  const rest = value - whole;
  return whole + Number(rest > 0.5 || (rest === 0.5 && whole % 2 === 1));
}

const scratch = new DataView(new ArrayBuffer(4));

function fromFloatBits(bits: number): number {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}

/** Exact. */
export function fromHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(halves, (half) => {
    const exponent = (half >>> 10) & 31;
    const fraction = half & 0x3ff;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** To what float16 can hold. */
export const roundToHalves = (values: Float32Array): Float32Array<ArrayBuffer> =>
  fromHalves(toHalves(values));
