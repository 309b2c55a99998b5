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
  // Doubles of one twist: 624 words make 312 of them.
  const doubles = new Float64Array(STATE_WORDS / 2);
  let index = doubles.length;
  return {
    nextDouble() {
      if (index === doubles.length) {
        twist(state);
        temper(state, doubles);
        index = 0;
      }
      return doubles[index++];
    },
  };
}

/** A double takes 27 bits of one word and 26 of the next. */
function temper(state: Int32Array, doubles: Float64Array): void {
  for (let i = 0; i < doubles.length; i++) {
    const high = temperWord(state[2 * i]) >>> 5;
    const low = temperWord(state[2 * i + 1]) >>> 6;
    doubles[i] = (high * 67108864 + low) / 9007199254740992;
  }
}

function temperWord(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
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
  const wrap = STATE_WORDS - SHIFT_WORDS;
  const last = STATE_WORDS - 1;
  for (let i = 0; i < wrap; i++) state[i] = mix(state[i], state[i + 1], state[i + SHIFT_WORDS]);
  for (let i = wrap; i < last; i++) state[i] = mix(state[i], state[i + 1], state[i - wrap]);
  state[last] = mix(state[last], state[0], state[last - wrap]);
}

function mix(word: number, next: number, shifted: number): number {
  const y = (word & UPPER_BIT) | (next & LOWER_BITS);
  return shifted ^ (y >>> 1) ^ (-(y & 1) & TWIST);
}
