import { CorruptDataError } from '../../errors.ts';
import { copyLiterals, copyMatch } from './lz4.ts';

/** Distances above this take two more bytes. */
const MAX_DISTANCE = 8191;

/**
 * Decodes one BloscLZ stream into `out`, which it must fill.
 * @throws CorruptDataError for anything else. Source: FastLZ's block format, level 2, which BloscLZ keeps.
 */
export function decodeBloscLz(bytes: Uint8Array, out: Uint8Array, subject: string): void {
  let at = 1;
  let to = 0;
  let control = bytes[0] & 31;
  for (;;) {
    if (control < 32) {
      const count = control + 1;
      if (at + count > bytes.length || to + count > out.length) throw damaged(subject);
      copyLiterals(bytes, at, out, { to, count });
      at += count;
      to += count;
    } else {
      let count = (control >> 5) - 1;
      let distance = (control & 31) << 8;
      if (count === 6) for (let byte = 255; byte === 255; count += byte) byte = bytes[at++] ?? 0;
      const low = bytes[at++];
      distance += low;
      if (low === 255 && distance === MAX_DISTANCE) {
        distance = MAX_DISTANCE + ((bytes[at] << 8) | bytes[at + 1]);
        at += 2;
      }
      count += 3;
      distance += 1;
      if (at > bytes.length || distance > to || to + count > out.length) throw damaged(subject);
      copyMatch(out, to, distance, count);
      to += count;
    }
    if (at >= bytes.length) break;
    control = bytes[at++];
  }
  if (to !== out.length) throw damaged(subject);
}

const damaged = (subject: string) =>
  new CorruptDataError({
    subject,
    expected: 'a whole BloscLZ stream of the size that its header says',
    got: 'other bytes',
    cure: 'The object is truncated or damaged: copy or write it again',
  });
