import { type UnzipFileInfo, unzipSync, zipSync } from 'fflate';
import { CorruptDataError, MissingError, TooLargeError } from '../errors.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import { decodeNpyBytes, decodeNpyText, encodeNpyText } from './text.ts';
import type { NpyArray } from './types.ts';

/**
 * An open NPZ file. A member is decompressed when it is read, and only then looked at, so that a pickled
 * one beside does no harm.
 */
export interface Npz {
  /** Array names, without `.npy`, in the order of the file. */
  readonly names: readonly string[];
  /** @throws MissingError, and all of `decodeNpy`: UnsupportedError for pickled objects. */
  read(name: string): NpyArray;
  /** A text scalar, such as JSON counters. @throws MissingError, and all of `decodeNpyText`. */
  readText(name: string): string;
  /** A bytes scalar, such as a serialised request. @throws MissingError, and all of `decodeNpyBytes`. */
  readBytes(name: string): Uint8Array;
  /** The NPY file of a member, header included, for those who read what this room does not. @throws MissingError */
  readMember(name: string): Uint8Array;
}

/** Above this a member is a mistake or an attack: typed arrays end near here, too. */
const MAX_MEMBER_BYTES = 2 ** 32;

/**
 * Opens an NPZ file (a ZIP of NPY files, stored or deflated).
 * @param bytes the whole file; they are kept, not copied.
 * @throws CorruptDataError where it is not a ZIP or is cut off.
 */
export function openNpz(bytes: Uint8Array, subject = 'NPZ file'): Npz {
  const members = listMembers(bytes, subject);
  const extract = (name: string): Uint8Array => {
    const member = members.get(name);
    if (!member) {
      const expected = `an array "${name}"`;
      throw new MissingError({ subject, expected, got: `only ${[...members.keys()].join(', ')}` });
    }
    return extractMember(bytes, member, `${subject}:${name}`);
  };
  return {
    names: [...members.keys()],
    read: (name) => decodeNpy(extract(name), `${subject}:${name}`),
    readText: (name) => decodeNpyText(extract(name), `${subject}:${name}`),
    readBytes: (name) => decodeNpyBytes(extract(name), `${subject}:${name}`),
    readMember: extract,
  };
}

const ENDING = /\.npy$/;

function listMembers(bytes: Uint8Array, subject: string): Map<string, UnzipFileInfo> {
  const members = new Map<string, UnzipFileInfo>();
  unzip(bytes, subject, (file) => {
    if (ENDING.test(file.name)) members.set(file.name.replace(ENDING, ''), file);
    return false;
  });
  return members;
}

function extractMember(bytes: Uint8Array, member: UnzipFileInfo, subject: string): Uint8Array {
  if (member.originalSize > MAX_MEMBER_BYTES) {
    const got = `${member.originalSize}`;
    throw new TooLargeError({ subject, expected: `at most ${MAX_MEMBER_BYTES} bytes`, got });
  }
  assertPossibleSize(member, bytes.length, subject);
  const data = unzip(bytes, subject, (file) => file.name === member.name)[member.name];
  if (data.length === member.originalSize) return data;
  throw new CorruptDataError({ subject, expected: `${member.originalSize} bytes`, got: `${data.length}` });
}

/** Deflate makes at most 258 bytes of two bits. */
const MAX_DEFLATE_RATIO = 1032;

/** The directory's size is memory that is taken before anything is unpacked. */
function assertPossibleSize(member: UnzipFileInfo, fileBytes: number, subject: string): void {
  const { size, originalSize, compression } = member;
  const most = compression === 0 ? size : MAX_DEFLATE_RATIO * size;
  if (size <= fileBytes && originalSize <= most) return;
  const expected = `at most ${most} bytes out of ${size} in a file of ${fileBytes}`;
  throw new CorruptDataError({ subject, expected, got: `${originalSize} by the directory` });
}

/** The central directory is read each time, which is short beside any member. */
function unzip(bytes: Uint8Array, subject: string, filter: (file: UnzipFileInfo) => boolean) {
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptDataError({ subject, expected: 'a whole NPZ file (ZIP)', got, cause });
  }
}

/** The earliest date that ZIP has: the same arrays give the same bytes. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * Writes an NPZ file, deflated.
 * @param members numeric arrays; texts, which become unicode scalars; or whole NPY files.
 */
export function encodeNpz(members: Readonly<Record<string, NpyArray | string | Uint8Array>>): Uint8Array {
  const files = Object.entries(members).map(([name, member]) => [`${name}.npy`, npyFile(member)]);
  return zipSync(Object.fromEntries(files), { level: 6, mtime: NO_DATE });
}

function npyFile(member: NpyArray | string | Uint8Array): Uint8Array {
  if (member instanceof Uint8Array) return member;
  return typeof member === 'string' ? encodeNpyText(member) : encodeNpy(member);
}
