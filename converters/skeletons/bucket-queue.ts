/**
 * Dial's priority queue for whole-numbered costs that lie within `span` of each other: a ring of buckets, each a linked list, one
 * for `width` costs. Where no step is shorter than `width`, all items of the first bucket have their final costs (Denardo and
 * Fox, "Shortest-route methods: 1", 1979), whatever their order. An item may be in several times.
 */
export class BucketQueue {
  #heads = new Int32Array(1).fill(-1);
  #mask = 0;
  readonly #shift: number;
  #items = new Int32Array(1 << 12);
  #next = new Int32Array(1 << 12);
  /** Entries that were given back, a list. */
  #free = -1;
  #used = 0;
  #open = 0;
  #at = 0;

  /** @param shift 2^shift is the width of a bucket. */
  constructor(shift: number) {
    this.#shift = shift;
  }

  /** Makes the queue, empty now, ready for another search, which begins at cost 0. @param span the longest step. */
  reset(span: number): void {
    let length = 1;
    while (length <= (span >> this.#shift) + 1) length *= 2;
    if (length > this.#heads.length) this.#heads = new Int32Array(length).fill(-1);
    this.#mask = this.#heads.length - 1;
    this.#free = -1;
    this.#used = 0;
    this.#at = 0;
  }

  /** @param cost modulo 2^32: at least that of the last item taken, and at most `span` more. */
  put(item: number, cost: number): void {
    let entry = this.#free;
    if (entry >= 0) this.#free = this.#next[entry];
    else {
      entry = this.#used++;
      if (entry === this.#items.length) this.#grow();
    }
    const bucket = (cost >> this.#shift) & this.#mask;
    this.#items[entry] = item;
    this.#next[entry] = this.#heads[bucket];
    this.#heads[bucket] = entry;
    this.#open++;
  }

  /** Takes an item of the first bucket. @returns -1 where there is none. */
  take(): number {
    if (this.#open === 0) return -1;
    const heads = this.#heads;
    let at = this.#at;
    while (heads[at] < 0) at = (at + 1) & this.#mask;
    this.#at = at;
    const entry = heads[at];
    heads[at] = this.#next[entry];
    this.#next[entry] = this.#free;
    this.#free = entry;
    this.#open--;
    return this.#items[entry];
  }

  #grow(): void {
    const [items, next] = [this.#items, this.#next];
    this.#items = new Int32Array(2 * items.length);
    this.#next = new Int32Array(2 * items.length);
    this.#items.set(items);
    this.#next.set(next);
  }
}
