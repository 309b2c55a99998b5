import { CorruptDataError } from '../errors.ts';

/** Reads a pickle's bytes in order; its ints and lengths are little-endian, its floats are not. */
export class PickleBytes {
  readonly subject: string;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array, subject: string) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.subject = subject;
  }

  get offset(): number {
    return this.at;
  }

  /** @throws CorruptDataError where the bytes end before. */
  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) {
      throw new CorruptDataError({
        subject: this.subject,
        expected: `${length} bytes of pickle at byte ${this.at}`,
        got: `${this.bytes.length - this.at}`,
        cure: 'The file is truncated: write or download it again',
      });
    }
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  uint8(): number {
    return this.take(1)[0];
  }

  uint16(): number {
    return this.view.getUint16(this.skip(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.skip(4), true);
  }

  /** A length of 8 bytes. */
  length64(): number {
    const low = this.uint32();
    return low + 2 ** 32 * this.uint32();
  }

  float64(): number {
    return this.view.getFloat64(this.skip(8), false);
  }

  /** Text up to a line feed, without it. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    // Without a line feed the line is longer than the pickle.
    const line = this.take((end < 0 ? this.bytes.length + 1 : end) - this.at);
    this.take(1);
    return latin1(line);
  }

  private skip(length: number): number {
    this.take(length);
    return this.at - length;
  }
}

/** One character a byte, none refused: how Python 2's strings are kept. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** @returns undefined where a character is no byte. */
export function bytesOfLatin1(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

/** A two's-complement integer of any length, little-endian; a number where it is exact as one. */
export function integerFrom(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
  return narrow(BigInt.asIntN(8 * bytes.length, value));
}

export const narrow = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
