import { crc32, inflateRawSync, constants as zlib } from 'node:zlib';
import { CorruptDataError, isFloodlightError, MissingError, UsageError } from '../errors.ts';
import {
  openRandomAccess,
  openUnpacked,
  type RandomAccessFile,
  type UnpackOptions,
  unpackDeflated,
} from '../files/index.node.ts';
import { dataBytesOf } from '../raw-file/index.ts';
import { memberOffset, readZipDirectory, type ZipMember } from '../zip/index.ts';
import { parseNpyHeader } from './header.ts';
import { layoutOfNpy } from './layout.ts';
import { type NpyFileOptions, type NpyFileVolume, npyVolumeOver } from './stream.ts';

/** An array of an NPZ file as a volume. Files stay open until `close`. */
export interface NpzVolume extends NpyFileVolume {
  close(): void;
}

export interface NpzVolumeOptions extends NpyFileOptions, UnpackOptions {
  /** Name of the array, without `.npy`. */
  readonly array: string | undefined;
}

/**
 * Opens one array of an NPZ file. The file is never read whole: a stored array (`numpy.savez`) is read by ranges where
 * it lies; a deflated one (`savez_compressed`) is unpacked first, in pieces, to a temporary file. Other arrays, such as
 * pickled objects, are not touched.
 * @throws UsageError where no array is named; MissingError, both naming the arrays there are; CorruptDataError for what
 * is no whole ZIP file; those of `openNpy`.
 */
export async function openNpzVolume(path: string, options: NpzVolumeOptions): Promise<NpzVolume> {
  const file = await openRandomAccess(path);
  try {
    const members = await readZipDirectory(file.read, file.bytes, path);
    const member = findMember(members, options.array, path);
    const subject = `${path}:${options.array}`;
    const begin = await memberOffset(file.read, member, { fileBytes: file.bytes, subject });
    const source = { file, member, begin, subject };
    return member.isDeflated ? await openDeflated(source, options) : await openStored(source, options);
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Source {
  readonly file: RandomAccessFile;
  readonly member: ZipMember;
  /** Of the member's bytes in the file. */
  readonly begin: number;
  readonly subject: string;
}

async function openStored({ file, member, begin, subject }: Source, options: NpzVolumeOptions) {
  const read = (first: number, last: number, signal?: AbortSignal) => {
    if (last <= member.bytes) return file.read(begin + first, begin + last, signal);
    const expected = `${last} bytes`;
    throw new CorruptDataError({ subject, expected, got: `a member of ${member.bytes}` });
  };
  const volume = await npyVolumeOver(async (...args) => read(...args), subject, options);
  return { ...volume, close: () => void file.close() };
}

async function openDeflated(source: Source, options: NpzVolumeOptions): Promise<NpzVolume> {
  const { file, member, begin, subject } = source;
  await assertPromise(source);
  const part = { begin, end: begin + member.packedBytes, subject };
  const maxBytes = Math.min(options.maxBytes ?? Number.POSITIVE_INFINITY, member.bytes);
  const unpacked = await unpackDeflated(file.name, part, { ...options, maxBytes });
  const opened = await openUnpacked(unpacked, subject);
  try {
    await assertChecksum(opened, member);
    const volume = await npyVolumeOver(opened.read, subject, options);
    await file.close();
    return { ...volume, close: () => void opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Before anything is unpacked: that the array is one of numbers, and as long as the directory says. */
async function assertPromise({ file, member, begin, subject }: Source): Promise<void> {
  const start = await file.read(begin, begin + Math.min(member.packedBytes, PROBE_BYTES));
  const header = headerOf(start, subject);
  if (!header) return;
  const needed = header.dataOffsetBytes + dataBytesOf(layoutOfNpy(header, subject));
  if (needed === member.bytes) return;
  throw new CorruptDataError({
    subject: `${subject}: shape and descr`,
    expected: `${needed} bytes`,
    got: `a member of ${member.bytes}`,
    cure: 'The file is damaged: save it again',
  });
}

/** Enough for any header that numpy writes, and at most some megabytes when unpacked. */
const PROBE_BYTES = 4096;

/** Undefined where the first bytes do not hold the whole header: the whole member is looked at later. */
function headerOf(packed: Uint8Array, subject: string) {
  try {
    return parseNpyHeader(inflateRawSync(packed, { finishFlush: zlib.Z_SYNC_FLUSH }), subject);
  } catch (error) {
    if (isFloodlightError(error, 'corrupt') || !isFloodlightError(error)) return undefined;
    throw error;
  }
}

const CHECKSUM_STEP_BYTES = 4 * 2 ** 20;

async function assertChecksum(unpacked: RandomAccessFile, member: ZipMember): Promise<void> {
  let sum = 0;
  for (let begin = 0; begin < unpacked.bytes; begin += CHECKSUM_STEP_BYTES) {
    sum = crc32(await unpacked.read(begin, Math.min(unpacked.bytes, begin + CHECKSUM_STEP_BYTES)), sum);
  }
  if (sum === member.crc32) return;
  const [expected, got] = [member.crc32, sum].map((value) => `CRC-32 ${value.toString(16)}`);
  const cure = 'The file is damaged: copy or download it again';
  throw new CorruptDataError({ subject: unpacked.name, expected: expected!, got: got!, cure });
}

/** Arrays that a message names. */
const MAX_NAMED = 20;

function findMember(members: readonly ZipMember[], array: string | undefined, path: string): ZipMember {
  const found = members.find(({ name }) => name === `${array}.npy`);
  if (found) return found;
  const names = members.flatMap(({ name }) => (name.endsWith('.npy') ? [name.slice(0, -4)] : []));
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  const cure =
    names.length > 0
      ? `The file holds ${names.slice(0, MAX_NAMED).join(', ')}${more}`
      : 'The file holds no array';
  if (array !== undefined) {
    const subject = `${path}:${array}`;
    throw new MissingError({ subject, expected: 'an array', got: 'none of that name', cure });
  }
  const expected = 'the name of an array: FILE.npz:ARRAY';
  throw new UsageError({ subject: path, expected, got: 'no name', cure });
}
