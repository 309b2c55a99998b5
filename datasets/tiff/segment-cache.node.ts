import type { SegmentCache } from './read-page-box.node.ts';
import type { Segment } from './segment.node.ts';

/** Keeps the segments read last, within a number of bytes; two that ask for one at once share the read. */
export function createSegmentCache(maxBytes: number): SegmentCache {
  const kept = new Map<string, Promise<Segment>>();
  const sizes = new Map<string, number>();
  let total = 0;
  const drop = (key: string) => {
    total -= sizes.get(key) ?? 0;
    sizes.delete(key);
    kept.delete(key);
  };
  return (key, read) => {
    const found = kept.get(key);
    if (found) {
      kept.delete(key);
      kept.set(key, found);
      return found;
    }
    const reading = read();
    kept.set(key, reading);
    reading.then(
      ({ samples }) => {
        if (kept.get(key) !== reading) return;
        sizes.set(key, samples.byteLength);
        total += samples.byteLength;
        for (const oldest of kept.keys()) {
          if (total <= maxBytes) break;
          if (sizes.has(oldest)) drop(oldest);
        }
      },
      () => kept.delete(key),
    );
    return reading;
  };
}
