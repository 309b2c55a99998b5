import { CorruptDataError, TooLargeError, UnsupportedError } from '../errors.ts';
import type { ReadBytes } from '../raw-file/index.ts';

/** A member of a ZIP file, by its central directory. */
export interface ZipMember {
  readonly name: string;
  /** As it lies in the file. */
  readonly isDeflated: boolean;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  /** Of its local header. */
  readonly headerOffset: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 65_535;
const FULL_32 = 0xffffffff;
/** A hundred bytes or so a member. */
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;

/**
 * Reads the list of members of a ZIP file, ZIP64 included: its last bytes and its central directory.
 * @param fileBytes length of the file.
 * @throws CorruptDataError naming the field; UnsupportedError for encrypted members and methods but stored and deflated;
 * TooLargeError for a directory over 64 MiB.
 */
export async function readZipDirectory(
  read: ReadBytes,
  fileBytes: number,
  subject: string,
): Promise<ZipMember[]> {
  const { offset, bytes, count } = await findDirectory(read, fileBytes, subject);
  if (bytes > MAX_DIRECTORY_BYTES) {
    const expected = `a directory of at most ${MAX_DIRECTORY_BYTES} bytes`;
    throw new TooLargeError({ subject, expected, got: `${bytes}` });
  }
  if (offset + bytes > fileBytes) throw damaged(subject, 'a directory inside the file', `one at ${offset}`);
  const view = viewOf(await read(offset, offset + bytes));
  const members: ZipMember[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > bytes || view.getUint32(at, true) !== ENTRY) {
      throw damaged(subject, `${count} members in the directory`, `${i}`);
    }
    const length =
      ENTRY_BYTES + [28, 30, 32].reduce((sum, field) => sum + view.getUint16(at + field, true), 0);
    if (at + length > bytes) throw damaged(subject, 'a directory entry', `a part of one (${i})`);
    members.push(parseEntry(new DataView(view.buffer, view.byteOffset + at, length), subject));
    at += length;
  }
  return members;
}

/**
 * Where a member's bytes begin.
 * @throws CorruptDataError where there is no member, or it reaches past the end of the file.
 */
export async function memberOffset(
  read: ReadBytes,
  member: ZipMember,
  { fileBytes, subject }: { readonly fileBytes: number; readonly subject: string },
): Promise<number> {
  const { headerOffset, packedBytes } = member;
  if (headerOffset + LOCAL_BYTES > fileBytes) {
    throw damaged(subject, 'a member inside the file', `one at ${headerOffset}`);
  }
  const view = viewOf(await read(headerOffset, headerOffset + LOCAL_BYTES));
  if (view.getUint32(0, true) !== LOCAL) {
    throw damaged(subject, `a member at offset ${headerOffset}`, 'other bytes');
  }
  const begin = headerOffset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (begin + packedBytes <= fileBytes) return begin;
  throw damaged(subject, `${packedBytes} bytes from offset ${begin} on`, `a file of ${fileBytes}`);
}

async function findDirectory(read: ReadBytes, fileBytes: number, subject: string) {
  const begin = Math.max(0, fileBytes - END_BYTES - MAX_COMMENT_BYTES);
  const view = viewOf(await read(begin, fileBytes));
  let at = view.byteLength - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0) throw damaged(subject, 'a ZIP file, which ends in a directory', 'none');
  const count = view.getUint16(at + 10, true);
  const [bytes, offset] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
  if (count !== 0xffff && bytes !== FULL_32 && offset !== FULL_32) return { count, bytes, offset };
  if (at < 20 || view.getUint32(at - 20, true) !== END64_LOCATOR) return { count, bytes, offset };
  const end64 = bigNumber(view, at - 20 + 8);
  if (end64 + 56 > fileBytes) throw damaged(subject, 'a ZIP64 record inside the file', `one at ${end64}`);
  const record = viewOf(await read(end64, end64 + 56));
  if (record.getUint32(0, true) !== END64) throw damaged(subject, 'a ZIP64 record', 'other bytes');
  return { count: bigNumber(record, 32), bytes: bigNumber(record, 40), offset: bigNumber(record, 48) };
}

function parseEntry(view: DataView, subject: string): ZipMember {
  const nameLength = view.getUint16(28, true);
  const name = new TextDecoder().decode(
    new Uint8Array(view.buffer, view.byteOffset + ENTRY_BYTES, nameLength),
  );
  const method = view.getUint16(10, true);
  if (view.getUint16(8, true) & 1 || (method !== 0 && method !== 8)) {
    const got = view.getUint16(8, true) & 1 ? 'an encrypted one' : `method ${method}`;
    throw new UnsupportedError({
      subject: `${subject}: ${name}`,
      expected: 'a stored or deflated member',
      got,
    });
  }
  let [packedBytes, bytes, headerOffset] = [20, 24, 42].map((field) => view.getUint32(field, true));
  // Fields that 32 bits do not hold follow in the ZIP64 extra field, in this order.
  const wide = zip64Numbers(view, ENTRY_BYTES + nameLength);
  const next = (value: number): number => {
    if (value !== FULL_32) return value;
    const number = wide.shift();
    if (number !== undefined) return number;
    throw damaged(`${subject}: ${name}`, 'sizes in a ZIP64 field', 'none');
  };
  bytes = next(bytes);
  packedBytes = next(packedBytes);
  headerOffset = next(headerOffset);
  return {
    name,
    isDeflated: method === 8,
    packedBytes,
    bytes,
    crc32: view.getUint32(16, true),
    headerOffset,
  };
}

function zip64Numbers(view: DataView, begin: number): number[] {
  const end = Math.min(view.byteLength, begin + view.getUint16(30, true));
  for (let at = begin; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const count = Math.floor(Math.min(view.getUint16(at + 2, true), end - at - 4) / 8);
    return Array.from({ length: count }, (_, i) => bigNumber(view, at + 4 + 8 * i));
  }
  return [];
}

/** A number that is too large for a file fails where it is used. */
const bigNumber = (view: DataView, offset: number): number => Number(view.getBigUint64(offset, true));

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const damaged = (subject: string, expected: string, got: string) =>
  new CorruptDataError({
    subject,
    expected,
    got,
    cure: 'The file is truncated or damaged: copy or save it again',
  });
