import { CorruptDataError, InvalidDataError, UnsupportedError } from '../errors.ts';

/** What an NPY file says of itself. */
export interface NpyHeader {
  /** numpy's type text, such as `<u8`, `|S400`, `<U775`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the data begin. */
  readonly dataOffsetBytes: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;

/** Data begin at a multiple of this, so that they can be mapped. */
const ALIGNMENT_BYTES = 64;

/**
 * Reads the header of an NPY file, versions 1 to 3. The Python literal in it is matched, never evaluated.
 * @throws CorruptDataError where the bytes end in the header; InvalidDataError where they are no NPY;
 * UnsupportedError for structured types.
 */
export function parseNpyHeader(bytes: Uint8Array, subject: string): NpyHeader {
  const begin = MAGIC.every((byte, i) => bytes[i] === byte) ? textOffset(bytes, subject) : undefined;
  if (begin === undefined) {
    const got = `${bytes.length} bytes that begin otherwise`;
    const cure = 'The file is of another kind, or damaged: save it again';
    throw new InvalidDataError({ subject, expected: 'an NPY file (\\x93NUMPY)', got, cure });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = begin === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataOffsetBytes = begin + length;
  if (dataOffsetBytes > bytes.length) {
    throw new CorruptDataError({
      subject,
      expected: `a header of ${length} bytes`,
      got: `${bytes.length} in all`,
    });
  }
  const text = new TextDecoder().decode(bytes.subarray(begin, dataOffsetBytes));
  return { ...parseLiteral(text, subject), dataOffsetBytes };
}

/** Version 1 has a header length of 2 bytes, versions 2 and 3 of 4. */
function textOffset(bytes: Uint8Array, subject: string): number {
  const version = bytes[6];
  if (version !== 1 && version !== 2 && version !== 3) {
    throw new UnsupportedError({ subject, expected: 'NPY version 1, 2 or 3', got: `${version}` });
  }
  const offset = version === 1 ? 10 : 12;
  if (bytes.length >= offset) return offset;
  throw new CorruptDataError({ subject, expected: `${offset} bytes of header`, got: `${bytes.length}` });
}

function parseLiteral(text: string, subject: string): Omit<NpyHeader, 'dataOffsetBytes'> {
  if (/['"]descr['"]\s*:\s*\[/.test(text)) {
    const cure = 'Save each field as an array of its own';
    throw new UnsupportedError({ subject, expected: 'a plain array', got: 'a structured one', cure });
  }
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]+)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined) {
    const got = JSON.stringify(text.trim().slice(0, 120));
    throw new InvalidDataError({ subject, expected: 'a header with descr, fortran_order and shape', got });
  }
  return { descr, fortranOrder: order === 'True', shape: parseShape(shape, subject) };
}

/** Python 2 wrote `250L`. */
function parseShape(text: string, subject: string): readonly number[] {
  const parts = text.split(',').map((part) => part.trim().replace(/L$/, ''));
  const shape = parts.filter((part) => part !== '').map(Number);
  if (shape.every(Number.isSafeInteger)) return shape;
  throw new InvalidDataError({ subject, expected: 'a shape of integers', got: `(${text})` });
}

/** The bytes before the data: version 1 where its 16-bit length is enough, else version 2. */
export function encodeNpyHeader({
  descr,
  fortranOrder,
  shape,
}: Omit<NpyHeader, 'dataOffsetBytes'>): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const order = fortranOrder ? 'True' : 'False';
  const literal = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${tuple}), }`;
  const version = literal.length + 2 * ALIGNMENT_BYTES < 65_536 ? 1 : 2;
  const begin = version === 1 ? 10 : 12;
  const total = Math.ceil((begin + literal.length + 1) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set([...MAGIC, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, total - begin, true);
  else view.setUint32(8, total - begin, true);
  bytes.set(new TextEncoder().encode(literal), begin);
  bytes[total - 1] = 0x0a;
  return bytes;
}
