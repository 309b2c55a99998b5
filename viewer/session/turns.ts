import type { Part } from './caches.ts';

/**
 * Which stale parts the next picture draws. Where pictures are slow and more will follow, it is one of them, in turn: the page
 * waits for one part of the picture at most, not for all.
 */
export class Turns {
  private last: Part | undefined;

  /** @param stale what has to be drawn again; what is drawn is taken off it. */
  take(stale: Set<Part>, oneAtATime: boolean): ReadonlySet<Part> {
    const parts = [...stale];
    const taken =
      oneAtATime && parts.length > 1 ? parts.filter((part) => part !== this.last).slice(0, 1) : parts;
    for (const part of taken) stale.delete(part);
    this.last = taken.at(-1) ?? this.last;
    return new Set(taken);
  }
}
