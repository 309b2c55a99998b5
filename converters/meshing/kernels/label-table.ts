import { type FindKernels, reserve } from './find-kernels.ts';
import { COUNT_BYTES, FIND_AT, HASH_FACTORS, SLOT_BYTES } from './find-memory.ts';

const INITIAL_SLOTS = 2 ** 10;

/** Numbers of labels, and what is counted of them, at the end of the finding kernels' memory. Label 0 has number 0. */
export class LabelTable {
  private readonly kernels: FindKernels;
  private readonly begin: number;
  private numSlots = INITIAL_SLOTS;
  private readonly lows: number[] = [];
  private readonly highs: number[] = [];

  /** @param begin its address. */
  constructor(kernels: FindKernels, begin: number) {
    this.kernels = kernels;
    this.begin = begin;
    this.layOut();
    this.add(0, 0);
  }

  /** Takes in a label that is not there yet. */
  add(low: number, high: number): void {
    const number = this.lows.push(low) - 1;
    this.highs.push(high);
    this.insert(number);
    this.kernels.words.fill(0, this.countAt(number), this.countAt(number + 1));
    if (2 * this.lows.length > this.numSlots) this.grow();
  }

  /** Labels by number. */
  labels(): bigint[] {
    return this.lows.map((low, i) => (BigInt(this.highs[i]) << 32n) | BigInt(low));
  }

  /** By number. */
  voxels(): Float64Array<ArrayBuffer> {
    return Float64Array.from(this.lows, (_, number) => this.kernels.words[this.countAt(number)]);
  }

  /** By number. */
  draws(): Int32Array<ArrayBuffer> {
    return Int32Array.from(this.lows, (_, number) => this.kernels.words[this.countAt(number) + 1]);
  }

  /** Takes a voxel away. */
  uncount(number: number): void {
    this.kernels.words[this.countAt(number)]--;
  }

  private get counts(): number {
    return this.begin + SLOT_BYTES * this.numSlots;
  }

  private countAt(number: number): number {
    return (this.counts + COUNT_BYTES * number) / 4;
  }

  private layOut(): void {
    const { kernels, begin, counts, numSlots } = this;
    reserve(kernels, counts + COUNT_BYTES * (numSlots / 2 + 1));
    kernels.bytes.fill(0, begin, counts);
    kernels.words.set([begin, SLOT_BYTES * numSlots - 1, counts], FIND_AT.state / 4 + 1);
  }

  private insert(number: number): void {
    const { words } = this.kernels;
    const [low, high] = [this.lows[number], this.highs[number]];
    const first = this.begin / 4;
    const end = (SLOT_BYTES / 4) * this.numSlots;
    let slot = (hash(low, high) << Math.log2(SLOT_BYTES / 4)) & (end - 1);
    while (words[first + slot + 2] !== 0) slot = (slot + SLOT_BYTES / 4) & (end - 1);
    words.set([low, high, number + 1], first + slot);
  }

  private grow(): void {
    const counted = this.kernels.words.slice(this.countAt(0), this.countAt(this.lows.length));
    this.numSlots *= 2;
    this.layOut();
    for (const number of this.lows.keys()) this.insert(number);
    this.kernels.words.set(counted, this.countAt(0));
  }
}

/** As the kernel computes it. */
function hash(low: number, high: number): number {
  let h = low ^ Math.imul(high, HASH_FACTORS[0]);
  h = Math.imul(h ^ (h >>> 16), HASH_FACTORS[1]);
  return h ^ (h >>> 13);
}
