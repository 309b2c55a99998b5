import { CorruptDataError, UnsupportedError } from '../errors.ts';
import { encodeNpyHeader, parseNpyHeader } from './header.ts';

/**
 * Encodes a text as a unicode scalar (`<U…`, shape `()`), which numpy opens without unpickling. FFN's
 * files hold their counters this way, as JSON.
 */
export function encodeNpyText(text: string): Uint8Array {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  // numpy has no empty strings: '' is one NUL, and NULs at the end are padding.
  const length = Math.max(1, points.length);
  const header = encodeNpyHeader({ descr: `<U${length}`, fortranOrder: false, shape: [] });
  const bytes = new Uint8Array(header.length + 4 * length);
  bytes.set(header);
  const view = new DataView(bytes.buffer, header.length);
  for (const [i, point] of points.entries()) view.setUint32(4 * i, point, true);
  return bytes;
}

/**
 * Decodes a text scalar: unicode (`U`), or bytes (`S`) read as UTF-8, which Python 2 wrote.
 * @throws UnsupportedError for arrays and other types; CorruptDataError for truncated or impossible text.
 */
export function decodeNpyText(bytes: Uint8Array, subject = 'NPY text'): string {
  const { data, kind, isBigEndian } = textData(bytes, subject);
  if (kind === 'S') return new TextDecoder().decode(trimEnd(data));
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const characters: string[] = [];
  for (let i = 0; i < data.length; i += 4) {
    const point = view.getUint32(i, !isBigEndian);
    if (point > 0x10ffff) {
      throw new CorruptDataError({ subject, expected: 'unicode characters', got: `code point ${point}` });
    }
    characters.push(String.fromCodePoint(point));
  }
  return characters.join('').replace(/\0+$/, '');
}

/** The bytes of a scalar of type `S`, such as a serialised request, without padding. */
export function decodeNpyBytes(bytes: Uint8Array, subject = 'NPY bytes'): Uint8Array {
  const { data, kind } = textData(bytes, subject);
  if (kind === 'S') return trimEnd(data).slice();
  throw new UnsupportedError({ subject, expected: 'a scalar of bytes', got: 'unicode text' });
}

/** Encodes bytes as a scalar of type `S`. NULs at the end are padding to numpy and get lost. */
export function encodeNpyBytes(data: Uint8Array): Uint8Array {
  const length = Math.max(1, data.length);
  const header = encodeNpyHeader({ descr: `|S${length}`, fortranOrder: false, shape: [] });
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  bytes.set(data, header.length);
  return bytes;
}

interface TextData {
  readonly data: Uint8Array;
  readonly kind: string;
  readonly isBigEndian: boolean;
}

function textData(bytes: Uint8Array, subject: string): TextData {
  const { descr, shape, dataOffsetBytes } = parseNpyHeader(bytes, subject);
  const match = /^([<>|=]?)([US])(\d+)$/.exec(descr);
  if (!match || shape.length > 0) {
    const got = `numpy type ${descr} of shape (${shape.join(', ')})`;
    throw new UnsupportedError({ subject, expected: 'one text', got });
  }
  const needed = Number(match[3]) * (match[2] === 'U' ? 4 : 1);
  const data = bytes.subarray(dataOffsetBytes, dataOffsetBytes + needed);
  if (data.length < needed) {
    throw new CorruptDataError({ subject, expected: `${needed} bytes of text`, got: `${data.length}` });
  }
  return { data, kind: match[2], isBigEndian: match[1] === '>' };
}

function trimEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}
