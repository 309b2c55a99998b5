/** A binary heap of twigs, shortest first; of equal ones the one whose end has the smallest number. */
export class TwigHeap {
  readonly #lengths: number[] = [];
  readonly #ends: number[] = [];

  put(length: number, end: number): void {
    let at = this.#ends.length;
    this.#lengths.push(length);
    this.#ends.push(end);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** @returns undefined where it is empty. */
  take(): { readonly length: number; readonly end: number } | undefined {
    const count = this.#ends.length;
    if (count === 0) return undefined;
    this.#swap(0, count - 1);
    const [length, end] = [this.#lengths.pop()!, this.#ends.pop()!];
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < count - 1 && this.#isBefore(child, least)) least = child;
      if (least === at) break;
      this.#swap(at, least);
      at = least;
    }
    return { length, end };
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#lengths[a] - this.#lengths[b];
    return difference < 0 || (difference === 0 && this.#ends[a] < this.#ends[b]);
  }

  #swap(a: number, b: number): void {
    [this.#lengths[a], this.#lengths[b]] = [this.#lengths[b], this.#lengths[a]];
    [this.#ends[a], this.#ends[b]] = [this.#ends[b], this.#ends[a]];
  }
}
