/**
 * Reader of LevelDB-style sorted string tables, as far as TensorFlow's checkpoint index uses them:
 * uncompressed blocks, masked CRC-32C. Source: LevelDB, doc/table_format.md.
 */
import protobuf from 'protobufjs/minimal.js';
import { CorruptDataError, UnsupportedError } from '../../datasets/errors.ts';
import { maskedCrc32c } from './crc32c.ts';

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** After each block: one byte of compression, four of CRC. */
const TRAILER_BYTES = 5;

export interface TableEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

/**
 * @param bytes the whole file.
 * @param file its name, for messages.
 * @returns all entries, in the ascending order of their keys' bytes.
 * @throws CorruptDataError naming the file and the offset, UnsupportedError for a compressed block.
 */
export function readTable(bytes: Uint8Array, file: string): TableEntry[] {
  const index = readFooter(bytes, file);
  const entries: TableEntry[] = [];
  for (const { value } of readBlock(bytes, index, file)) {
    entries.push(...readBlock(bytes, readHandle(new protobuf.Reader(value), file, index.offset), file));
  }
  const unsorted = entries.findIndex(({ key }, i) => i > 0 && key <= entries[i - 1].key);
  if (unsorted > 0) {
    const key = entries[unsorted].key;
    throw corrupt(file, `a key after "${entries[unsorted - 1].key}"`, `"${key}"`);
  }
  return entries;
}

/** @returns where the index block is; the metaindex is checked, and empty in every checkpoint. */
function readFooter(bytes: Uint8Array, file: string): BlockHandle {
  const begin = bytes.length - FOOTER_BYTES;
  if (begin < 0) throw corrupt(file, `at least ${FOOTER_BYTES} bytes`, `${bytes.length}`);
  const magic = new DataView(bytes.buffer, bytes.byteOffset + begin, FOOTER_BYTES).getBigUint64(40, true);
  if (magic !== MAGIC) {
    const at = `at offset ${begin + 40}`;
    throw corrupt(file, `the magic 0x${MAGIC.toString(16)} ${at}`, `0x${magic.toString(16)}`);
  }
  const handles = bytes.subarray(begin, begin + 40);
  const reader = new protobuf.Reader(handles);
  const metaindex = readHandle(reader, file, begin);
  const index = readHandle(reader, file, begin);
  if (handles.subarray(reader.pos).some((byte) => byte !== 0)) {
    throw corrupt(file, `zeros after the block handles at offset ${begin}`, 'other bytes');
  }
  readBlock(bytes, metaindex, file);
  return index;
}

function readHandle(reader: protobuf.Reader, file: string, near: number): BlockHandle {
  try {
    return { offset: Number(reader.uint64()), size: Number(reader.uint64()) };
  } catch (cause) {
    throw corrupt(file, `two varints of a block handle near offset ${near}`, 'the end of their bytes', cause);
  }
}

/** Checks a block's place, compression and CRC, then decodes its entries. */
function readBlock(bytes: Uint8Array, { offset, size }: BlockHandle, file: string): TableEntry[] {
  const end = offset + size + TRAILER_BYTES;
  if (!(size >= 4 && end <= bytes.length - FOOTER_BYTES)) {
    const expected = `a block inside the ${bytes.length} bytes`;
    throw corrupt(file, expected, `${size} bytes at offset ${offset}`);
  }
  const body = bytes.subarray(offset, offset + size);
  const compression = bytes[offset + size];
  const stored = new DataView(bytes.buffer, bytes.byteOffset + offset + size + 1, 4).getUint32(0, true);
  const computed = maskedCrc32c(bytes.subarray(offset, offset + size + 1));
  if (stored !== computed) {
    throw corrupt(file, `CRC ${hex(stored)} of the block at offset ${offset}`, hex(computed));
  }
  if (compression !== 0) {
    const expected = `an uncompressed block at offset ${offset}`;
    throw new UnsupportedError({ subject: file, expected, got: `compression ${compression}` });
  }
  return decodeEntries(body, file, offset);
}

/** Keys are stored as what differs from the key before; the restart offsets at the end serve searches only. */
function decodeEntries(body: Uint8Array, file: string, blockOffset: number): TableEntry[] {
  const restarts = new DataView(body.buffer, body.byteOffset, body.length).getUint32(body.length - 4, true);
  const entriesEnd = body.length - 4 * (restarts + 1);
  if (entriesEnd < 0) {
    throw corrupt(file, `restarts inside the block at offset ${blockOffset}`, `${restarts} of them`);
  }
  const reader = new protobuf.Reader(body.subarray(0, entriesEnd));
  const entries: TableEntry[] = [];
  let key = new Uint8Array(0);
  while (reader.pos < entriesEnd) {
    const at = blockOffset + reader.pos;
    try {
      const [shared, added, valueBytes] = [reader.uint32(), reader.uint32(), reader.uint32()];
      const begin = reader.pos;
      if (shared > key.length) throw new RangeError(`${shared} bytes of a key of ${key.length}`);
      reader.skip(added + valueBytes);
      key = Uint8Array.of(...key.subarray(0, shared), ...body.subarray(begin, begin + added));
      // Latin-1 keeps the bytes' order in a string; variable names are ASCII.
      entries.push({ key: String.fromCharCode(...key), value: body.subarray(begin + added, reader.pos) });
    } catch (cause) {
      throw corrupt(file, `an entry at offset ${at}`, cause instanceof Error ? cause.message : 'none', cause);
    }
  }
  return entries;
}

const hex = (n: number): string => `0x${n.toString(16).padStart(8, '0')}`;

function corrupt(file: string, expected: string, got: string, cause?: unknown): CorruptDataError {
  return new CorruptDataError({ subject: file, expected, got, cause });
}
