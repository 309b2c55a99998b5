/**
 * NumPy's legacy random numbers: `numpy.random.RandomState(seed).random_sample()`. Seeds get their tie-breaking
 * noise from it, so the numbers must be NumPy's to the last bit.
 * Source: Matsumoto and Nishimura, "Mersenne Twister", 1998 (MT19937, `init_genrand`, `genrand_res53`).
 */
const STATE_WORDS = 624;
const SHIFT_WORDS = 397;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;
const TWIST = 0x9908b0df;

export interface RandomState {
  /** The next double in [0, 1), of 53 random bits. */
  nextDouble(): number;
}

/** @param seed unsigned 32-bit integer, spread over the state by the classic `init_genrand`. */
export function createRandomState(seed: number): RandomState {
  const state = initialState(seed);
  let index = STATE_WORDS;
  const nextWord = (): number => {
    if (index === STATE_WORDS) {
      twist(state);
      index = 0;
    }
    let y = state[index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  };
  return {
    nextDouble() {
      const high = nextWord() >>> 5;
      const low = nextWord() >>> 6;
      return (high * 67108864 + low) / 9007199254740992;
    },
  };
}

function initialState(seed: number): Int32Array {
  const state = new Int32Array(STATE_WORDS);
  state[0] = seed;
  for (let i = 1; i < STATE_WORDS; i++) {
    const previous = state[i - 1];
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

/** Makes the next 624 words of the sequence in place. */
function twist(state: Int32Array): void {
  for (let i = 0; i < STATE_WORDS; i++) {
    const next = i + 1 < STATE_WORDS ? i + 1 : 0;
    const shifted = i + SHIFT_WORDS < STATE_WORDS ? i + SHIFT_WORDS : i + SHIFT_WORDS - STATE_WORDS;
    const y = (state[i] & UPPER_BIT) | (state[next] & LOWER_BITS);
    state[i] = state[shifted] ^ (y >>> 1) ^ (-(y & 1) & TWIST);
  }
}
