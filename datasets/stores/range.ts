import { AbortedError, CorruptDataError, InvalidDataError } from '../errors.ts';
import type { ByteRange } from './store.ts';

/** @throws AbortedError where the caller has cancelled. */
export function throwIfAborted(signal: AbortSignal | undefined, subject: string): void {
  if (!signal?.aborted) return;
  throw new AbortedError({
    subject,
    expected: 'the read to be wanted',
    got: 'an abort',
    cause: signal.reason,
  });
}

/** @throws InvalidDataError unless `0 <= begin <= end`, both integers. */
export function checkRange(range: ByteRange, subject: string): void {
  const { begin, end = begin } = range;
  if (Number.isSafeInteger(begin) && Number.isSafeInteger(end) && begin >= 0 && end >= begin) return;
  throw new InvalidDataError({
    subject,
    expected: 'a byte range 0 <= begin <= end',
    got: formatRange(range),
  });
}

/**
 * The part of an object that a range names, without a copy.
 * @throws CorruptDataError where the object ends before the range does.
 */
export function sliceRange(bytes: Uint8Array, range: ByteRange | undefined, subject: string): Uint8Array {
  if (!range) return bytes;
  checkRange(range, subject);
  const { begin, end = bytes.length } = range;
  if (begin <= bytes.length && end <= bytes.length) return bytes.subarray(begin, end);
  throw tooShort(range, bytes.length, subject);
}

export function tooShort(range: ByteRange, lengthBytes: number, subject: string): CorruptDataError {
  return new CorruptDataError({
    subject,
    expected: `bytes ${formatRange(range)}`,
    got: `only ${lengthBytes} bytes`,
    cure: 'The object is truncated, or whatever points into it is out of date',
  });
}

export const formatRange = ({ begin, end }: ByteRange): string => `[${begin},${end ?? ''})`;
