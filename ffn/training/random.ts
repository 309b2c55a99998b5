/** Random numbers of training: the same on every machine for the same seed, and with a state that can be kept. */
export interface Random {
  /** 32 random bits, unsigned. */
  nextWord(): number;
  /** An integer in [0, n), each as likely as another; n at most 2^32. */
  below(n: number): number;
  /** In [0, 1), of 32 random bits. */
  unit(): number;
  /** Four words, from which `resumeRandom` goes on. */
  state(): readonly [number, number, number, number];
}

/** Rounds after which a seed has spread over the whole state. */
const WARM_UP = 15;

/** @param seed unsigned 32-bit integer. @param stream another one: streams of one seed are independent. */
export function createRandom(seed: number, stream = 0): Random {
  const random = resumeRandom([seed >>> 0, stream >>> 0, 0x9e3779b9, 1]);
  for (let i = 0; i < WARM_UP; i++) random.nextWord();
  return random;
}

/** Source: Doty-Humphrey, PractRand, sfc32 ("small fast counting"). */
export function resumeRandom(state: readonly [number, number, number, number]): Random {
  let [a, b, c, counter] = state.map((word) => word | 0) as [number, number, number, number];
  const nextWord = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  return {
    nextWord,
    below: (n) => Math.floor((nextWord() / 2 ** 32) * n),
    unit: () => nextWord() / 2 ** 32,
    state: () => [a >>> 0, b >>> 0, c >>> 0, counter >>> 0],
  };
}

/** Above this many numbers a shuffle in place would wait for memory at each of them. */
const IN_CACHE = 2 ** 17;
const BUCKETS = 256;

type Numbers = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/**
 * Puts numbers into a random order, in place; every order is as likely as another. Many are first dealt into random buckets, each
 * of which is then shuffled in the cache. Sources: Fisher and Yates, 1938; Sandelius, "A simple randomization procedure", 1962.
 */
export function shuffle(numbers: Numbers, random: Random): void {
  if (numbers.length <= IN_CACHE) return shuffleInPlace(numbers, random);
  const picks = new Uint8Array(numbers.length);
  const words = new Uint32Array(picks.buffer, 0, picks.length >>> 2);
  for (let i = 0; i < words.length; i++) words[i] = random.nextWord();
  for (let i = 4 * words.length; i < picks.length; i++) picks[i] = random.nextWord();
  const begins = new Float64Array(BUCKETS + 1);
  for (const pick of picks) begins[pick + 1]! += 1;
  for (let i = 1; i <= BUCKETS; i++) begins[i]! += begins[i - 1]!;
  const dealt = numbers.slice();
  const next = begins.slice();
  for (let i = 0; i < dealt.length; i++) numbers[next[picks[i]!]!++] = dealt[i]!;
  for (let i = 0; i < BUCKETS; i++) shuffle(numbers.subarray(begins[i], begins[i + 1]) as Numbers, random);
}

function shuffleInPlace(numbers: Numbers, random: Random): void {
  for (let i = numbers.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = numbers[i]!;
    numbers[i] = numbers[j]!;
    numbers[j] = kept;
  }
}
