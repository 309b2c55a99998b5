/** Counters of one inference, under the names the original publishes. */
export class Counters {
  private readonly values = new Map<string, number>();

  /** @param by may be fractional (milliseconds); readers see whole numbers, rounded down. */
  increment(name: string, by = 1): void {
    this.values.set(name, (this.values.get(name) ?? 0) + by);
  }

  set(name: string, value: number): void {
    this.values.set(name, value);
  }

  /** @returns 0 for a counter nothing has counted yet. */
  get(name: string): number {
    return Math.floor(this.values.get(name) ?? 0);
  }

  /**
   * Counts a call: `<name>-calls` now and `<name>-time-ms` when the returned function is called.
   * @param isNewCall false where a call goes on that was counted before the process ended.
   * @returns stops the clock and gives the milliseconds.
   */
  time(name: string, isNewCall = true): () => number {
    if (isNewCall) this.increment(`${name}-calls`);
    const begin = performance.now();
    return () => {
      const elapsedMs = performance.now() - begin;
      this.increment(`${name}-time-ms`, elapsedMs);
      return elapsedMs;
    };
  }

  /** @returns every counter, sorted by name. */
  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.values.keys()].sort().map((name) => [name, this.get(name)]));
  }

  /** @returns lines `name: value`, sorted by name: the content of `counters.txt`. */
  dump(): string {
    return Object.entries(this.toJSON())
      .map(([name, value]) => `${name}: ${value}\n`)
      .join('');
  }
}
