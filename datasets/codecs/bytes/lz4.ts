import { CorruptDataError } from '../../errors.ts';

/**
 * Decodes one LZ4 block into `out`, which it must fill.
 * @throws CorruptDataError for anything else. Source: the LZ4 block format description.
 */
export function decodeLz4Block(bytes: Uint8Array, out: Uint8Array, subject: string): void {
  let at = 0;
  let to = 0;
  const more = (length: number): number => {
    if (length !== 15) return length;
    let sum = 15;
    for (let byte = 255; byte === 255; sum += byte) byte = bytes[at++] ?? 0;
    return sum;
  };
  while (at < bytes.length) {
    const token = bytes[at++];
    const literals = more(token >> 4);
    if (at + literals > bytes.length || to + literals > out.length) throw damaged(subject);
    copyLiterals(bytes, at, out, { to, count: literals });
    at += literals;
    to += literals;
    if (at === bytes.length) break;
    const distance = bytes[at] | (bytes[at + 1] << 8);
    at += 2;
    const count = more(token & 15) + 4;
    if (distance === 0 || distance > to || to + count > out.length) throw damaged(subject);
    copyMatch(out, to, distance, count);
    to += count;
  }
  if (to !== out.length) throw damaged(subject);
}

/** Calls cost more than they save below some dozen bytes. */
const SHORT = 32;

export function copyLiterals(
  bytes: Uint8Array,
  at: number,
  out: Uint8Array,
  { to, count }: { readonly to: number; readonly count: number },
): void {
  if (count < SHORT) for (let i = 0; i < count; i++) out[to + i] = bytes[at + i];
  else out.set(bytes.subarray(at, at + count), to);
}

/** Copies what lies `distance` before; where that is nearer than `count`, it repeats itself. */
export function copyMatch(out: Uint8Array, to: number, distance: number, count: number): void {
  if (count < SHORT || distance < count)
    for (let i = to, from = to - distance; i < to + count; i++, from++) out[i] = out[from];
  else out.copyWithin(to, to - distance, to - distance + count);
}

const damaged = (subject: string) =>
  new CorruptDataError({
    subject,
    expected: 'a whole LZ4 block of the size that the description implies',
    got: 'other bytes',
    cure: 'The object is truncated or damaged: copy or write it again',
  });
