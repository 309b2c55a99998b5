/**
 * Dial's priority queue for whole-numbered distances: a ring of buckets, one for each distance that can be open at the
 * same time, each a doubly linked list, so that a distance is lowered in constant time.
 */
export class BucketQueue {
  #heads = new Int32Array(1);
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  #bucketOf = new Int32Array(0);
  #bucket = 0;
  #length = 0;

  /**
   * Makes the queue, empty now, ready for another search.
   * @param items numbers 0 to items - 1 can be put in. @param maxStep the longest distance from an item to the next.
   */
  reset(items: number, maxStep: number): void {
    this.#bucket = 0;
    if (maxStep >= this.#heads.length || this.#length > 0) this.#heads = new Int32Array(maxStep + 1).fill(-1);
    this.#length = 0;
    if (items > this.#next.length) {
      this.#next = new Int32Array(items);
      this.#previous = new Int32Array(items);
      this.#bucketOf = new Int32Array(items);
    }
    this.#bucketOf.fill(-1, 0, items);
  }

  /** Puts an item in, or moves it if it is in. @param step its distance less that of the last item taken, 0 to `maxStep`. */
  put(item: number, step: number): void {
    if (this.#bucketOf[item] >= 0) this.#remove(item);
    const heads = this.#heads;
    let bucket = this.#bucket + step;
    if (bucket >= heads.length) bucket -= heads.length;
    const head = heads[bucket];
    this.#next[item] = head;
    this.#previous[item] = -1;
    if (head >= 0) this.#previous[head] = item;
    heads[bucket] = item;
    this.#bucketOf[item] = bucket;
    this.#length++;
  }

  /** Takes an item of the least distance. @returns -1 where there is none. */
  take(): number {
    if (this.#length === 0) return -1;
    const heads = this.#heads;
    let bucket = this.#bucket;
    while (heads[bucket] < 0) bucket = bucket + 1 === heads.length ? 0 : bucket + 1;
    this.#bucket = bucket;
    const item = heads[bucket];
    this.#remove(item);
    return item;
  }

  #remove(item: number): void {
    const next = this.#next[item];
    const previous = this.#previous[item];
    if (next >= 0) this.#previous[next] = previous;
    if (previous >= 0) this.#next[previous] = next;
    else this.#heads[this.#bucketOf[item]] = next;
    this.#bucketOf[item] = -1;
    this.#length--;
  }
}
