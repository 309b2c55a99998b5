import { CorruptDataError, TooLargeError } from '../errors.ts';
import type { ReadRange } from '../raw-file/index.ts';

/** An open TIFF or BigTIFF file. */
export interface TiffFile {
  readonly read: ReadRange;
  readonly bytes: number;
  /** For messages. */
  readonly subject: string;
  readonly isLittleEndian: boolean;
  /** Offsets and counts of 64 bits. */
  readonly isBig: boolean;
  /** Of the first directory. */
  readonly firstOffset: number;
}

/** A field of a directory; its values lie at `offset`, in the directory itself or elsewhere. */
export interface TiffField {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly offset: number;
}

/** One image file directory: a page. */
export interface TiffDirectory {
  readonly offset: number;
  readonly fields: ReadonlyMap<number, TiffField>;
  /** Of the next directory; 0 after the last. */
  readonly next: number;
}

/** Bytes of one value of each type: BYTE ASCII SHORT LONG RATIONAL SBYTE UNDEFINED SSHORT SLONG SRATIONAL FLOAT DOUBLE IFD, LONG8 SLONG8 IFD8. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** A directory has some dozens; private ones some more. */
const MAX_FIELDS = 4096;
/** Two million strips or tiles, or a long description. */
const MAX_VALUE_BYTES = 16 * 2 ** 20;

/**
 * @param bytes length of the file.
 * @throws CorruptDataError where it is no TIFF.
 */
export async function openTiffFile(read: ReadRange, bytes: number, subject: string): Promise<TiffFile> {
  if (bytes < 8) throw bad(subject, 'header at offset 0', '8 bytes or more', `${bytes}`);
  const start = await read(0, Math.min(16, bytes));
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const order = view.getUint16(0);
  const isLittleEndian = order === 0x4949;
  const version = view.getUint16(2, isLittleEndian);
  if ((!isLittleEndian && order !== 0x4d4d) || (version !== 42 && version !== 43)) {
    const got = [...start.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw bad(subject, 'header at offset 0', 'II or MM and 42 (TIFF) or 43 (BigTIFF)', got);
  }
  const isBig = version === 43;
  if (isBig && (bytes < 16 || view.getUint16(4, isLittleEndian) !== 8)) {
    throw bad(subject, 'header at offset 4', 'offsets of 8 bytes', 'others');
  }
  const firstOffset = isBig
    ? Number(view.getBigUint64(8, isLittleEndian))
    : view.getUint32(4, isLittleEndian);
  return { read, bytes, subject, isLittleEndian, isBig, firstOffset };
}

/** @throws CorruptDataError naming the offset where a directory is not whole. */
export async function readDirectory(file: TiffFile, offset: number): Promise<TiffDirectory> {
  const { isBig, isLittleEndian: little, subject } = file;
  const where = `directory at offset ${offset}`;
  const [countBytes, entryBytes, nextBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
  if (!(offset >= 8 && offset + countBytes <= file.bytes)) {
    throw bad(subject, where, `an offset inside the file of ${file.bytes} bytes`, `${offset}`);
  }
  // One read holds most directories whole.
  let view = viewOf(await file.read(offset, Math.min(file.bytes, offset + 512)));
  const count = isBig ? Number(view.getBigUint64(0, little)) : view.getUint16(0, little);
  if (count < 1 || count > MAX_FIELDS) throw bad(subject, where, `1 to ${MAX_FIELDS} fields`, `${count}`);
  const length = countBytes + count * entryBytes + nextBytes;
  if (offset + length > file.bytes) throw bad(subject, where, `${count} fields`, 'a file that ends before');
  if (view.byteLength < length) view = viewOf(await file.read(offset, offset + length));
  const fields = new Map<number, TiffField>();
  for (let i = 0; i < count; i++) {
    const at = countBytes + i * entryBytes;
    const [tag, type] = [view.getUint16(at, little), view.getUint16(at + 2, little)];
    const values = isBig ? Number(view.getBigUint64(at + 4, little)) : view.getUint32(at + 4, little);
    const inline = at + (isBig ? 12 : 8);
    const isInline = (TYPE_BYTES[type] ?? 0) * values <= (isBig ? 8 : 4);
    const elsewhere = isBig ? Number(view.getBigUint64(inline, little)) : view.getUint32(inline, little);
    fields.set(tag, { tag, type, count: values, offset: isInline ? offset + inline : elsewhere });
  }
  const at = length - nextBytes;
  return { offset, fields, next: isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little) };
}

/**
 * The bytes of a field's values; undefined where the directory lacks it.
 * @throws CorruptDataError where they do not lie in the file; TooLargeError over 16 MiB.
 */
export async function readFieldBytes(
  file: TiffFile,
  directory: TiffDirectory,
  tag: number,
): Promise<Uint8Array | undefined> {
  const field = directory.fields.get(tag);
  if (!field) return undefined;
  const name = fieldName(directory, tag);
  const bytes = (TYPE_BYTES[field.type] ?? 0) * field.count;
  if (bytes === 0)
    throw bad(file.subject, name, 'values of a known type', `${field.count} of type ${field.type}`);
  if (bytes > MAX_VALUE_BYTES) {
    const expected = `at most ${MAX_VALUE_BYTES} bytes`;
    throw new TooLargeError({ subject: `${file.subject}: ${name}`, expected, got: `${bytes}` });
  }
  if (field.offset + bytes <= file.bytes) return file.read(field.offset, field.offset + bytes);
  const got = `values at ${field.offset} of a file of ${file.bytes} bytes`;
  throw bad(file.subject, name, `${bytes} bytes of values`, got);
}

/** The values of a field as numbers, rationals as quotients; empty where the directory lacks it. */
export async function readNumbers(file: TiffFile, directory: TiffDirectory, tag: number): Promise<number[]> {
  const bytes = await readFieldBytes(file, directory, tag);
  if (!bytes) return [];
  const { type, count } = directory.fields.get(tag) as TiffField;
  const [view, width] = [viewOf(bytes), TYPE_BYTES[type]];
  return Array.from({ length: count }, (_, i) => numberAt(view, i * width, type, file.isLittleEndian));
}

function numberAt(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little);
    case 4:
    case 13:
      return view.getUint32(at, little);
    case 5:
      return view.getUint32(at, little) / view.getUint32(at + 4, little);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, little);
    case 9:
      return view.getInt32(at, little);
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little);
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    case 16:
    case 18:
      return Number(view.getBigUint64(at, little));
    case 17:
      return Number(view.getBigInt64(at, little));
    default:
      return view.getUint8(at);
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const TAG_NAMES: Readonly<Record<number, string>> = {
  256: 'ImageWidth',
  257: 'ImageLength',
  258: 'BitsPerSample',
  259: 'Compression',
  262: 'PhotometricInterpretation',
  266: 'FillOrder',
  270: 'ImageDescription',
  273: 'StripOffsets',
  277: 'SamplesPerPixel',
  278: 'RowsPerStrip',
  279: 'StripByteCounts',
  284: 'PlanarConfiguration',
  317: 'Predictor',
  322: 'TileWidth',
  323: 'TileLength',
  324: 'TileOffsets',
  325: 'TileByteCounts',
  339: 'SampleFormat',
};

/** `StripOffsets (tag 273) of the directory at offset 8` */
export const fieldName = ({ offset }: TiffDirectory, tag: number): string =>
  `${TAG_NAMES[tag] ?? 'field'} (tag ${tag}) of the directory at offset ${offset}`;

export const bad = (subject: string, field: string, expected: string, got: string): CorruptDataError =>
  new CorruptDataError({
    subject: `${subject}: ${field}`,
    expected,
    got,
    cure: 'The file is no TIFF, or is truncated or damaged: copy or export it again',
  });
