import { gunzip, looksGzipped } from '../codecs/index.ts';
import { CorruptDataError, isFloodlightError, MissingError, TooLargeError } from '../errors.ts';
import { boxOf, xyz } from '../geometry/index.ts';
import { assertInside } from '../memory-volume.ts';
import { dataBytesOf, type ReadRange, readRawBox } from '../raw-file/index.ts';
import type { Store } from '../stores/index.ts';
import type { Volume } from '../volume.ts';
import { MAX_HEADER_BYTES, type NiftiHeader, parseNiftiHeader } from './header.ts';
import { layoutOf } from './layout.ts';

/** A NIfTI file as a volume: axes i, j, k of the file as x, y, z; the fourth dimension and colours are channels. */
export interface NiftiVolume extends Volume {
  readonly header: NiftiHeader;
  readonly warnings: readonly string[];
}

export interface NiftiOptions {
  /** Largest `.nii.gz` that is unpacked, in bytes when unpacked. Default 2 GiB. */
  readonly maxGunzippedBytes?: number;
}

/**
 * Opens NIfTI-1 or -2. A plain file is read by ranges, memory bounded by the box; a gzipped one is unpacked whole
 * in memory, to no more than its header implies (in Node, `openNiftiFile` unpacks to a file). Scaled samples and float64
 * become float32, int64 labels uint64.
 * @throws MissingError; CorruptDataError naming field and offset; UnsupportedError for other samples and pairs;
 * TooLargeError for a gzipped file over the limit. Reading: InvalidDataError for negative int64 and float64 beyond
 * float32.
 */
export async function openNifti(store: Store, key: string, options: NiftiOptions = {}): Promise<NiftiVolume> {
  const { maxGunzippedBytes = 2 ** 31 } = options;
  const subject = `${store.name}/${key}`;
  const missing = () =>
    new MissingError({ subject, expected: 'a NIfTI file', got: 'nothing there', cure: 'Check the path' });
  const read: ReadRange = async (begin, end, signal) => {
    const bytes = await store.get(key, { range: { begin, end }, signal });
    return bytes ?? Promise.reject(missing());
  };
  if (!looksGzipped(await readStart(read, subject))) return niftiVolumeOver(read, subject);
  const packed = await store.get(key);
  if (!packed) throw missing();
  const end = unpackedBytes(await firstBytes(packed, subject), subject, maxGunzippedBytes);
  const bytes = await gunzip(packed, end, subject);
  if (bytes.length < end) throw short(subject, `dim and vox_offset (${end} bytes)`);
  return niftiVolumeOver(async (begin, last) => bytes.subarray(begin, last), subject);
}

/** The same over anything that gives the bytes of a plain file. */
export async function niftiVolumeOver(read: ReadRange, subject: string): Promise<NiftiVolume> {
  const start = await readStart(read, subject);
  // A NIfTI-1 file may be shorter than a NIfTI-2 header.
  const length = start.includes(540 & 255) && start.includes(540 >> 8) ? MAX_HEADER_BYTES : 348;
  const bytes = await shortened(() => read(0, length), subject, 'header at offset 0');
  const header = parseNiftiHeader(bytes, subject);
  const end = endOf(header, subject);
  await shortened(() => read(end - 1, end), subject, `dim and vox_offset (${end} bytes)`);
  const layout = layoutOf(header, subject);
  const bounds = boxOf(xyz(0, 0, 0), header.size);
  const { voxelSizeNm, warnings } = header;
  return {
    dataType: layout.dataType,
    numChannels: layout.volumes * layout.interleaved,
    bounds,
    voxelSizeNm,
    header,
    warnings,
    async read(box, { signal } = {}) {
      assertInside(bounds, box, subject);
      return readRawBox(layout, box, (begin, last) => read(begin, last, signal));
    },
  };
}

/** The first four bytes. */
export const readStart = (read: ReadRange, subject: string): Promise<Uint8Array> =>
  shortened(() => read(0, 4), subject, 'sizeof_hdr at offset 0');

/**
 * How long a gzipped file may become, by its header.
 * @param start its first bytes, unpacked.
 * @throws TooLargeError over `maxBytes`; those of `parseNiftiHeader`.
 */
export function unpackedBytes(start: Uint8Array, subject: string, maxBytes: number): number {
  const end = endOf(parseNiftiHeader(start, subject), subject);
  if (end <= maxBytes) return end;
  const cure = 'Unpack it: plain .nii files are read by parts';
  throw new TooLargeError({ subject, expected: `at most ${maxBytes} bytes unpacked`, got: `${end}`, cure });
}

const short = (subject: string, field: string, cause?: unknown) =>
  new CorruptDataError({
    subject: `${subject}: ${field}`,
    expected: 'a file as long as that',
    got: 'a shorter one',
    cure: 'The file is truncated: copy or export it again',
    cause,
  });

/** Says of a file that ends too early which field promised more. */
async function shortened<T>(read: () => Promise<T>, subject: string, field: string): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw isFloodlightError(cause, 'corrupt') ? short(subject, field, cause) : cause;
  }
}

/** The header's bytes of a gzip member, without unpacking the rest. */
async function firstBytes(packed: Uint8Array, subject: string): Promise<Uint8Array> {
  const source = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  const start = new Uint8Array(MAX_HEADER_BYTES);
  let length = 0;
  try {
    while (length < start.length) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, start.length - length);
      start.set(part, length);
      length += part.length;
    }
  } catch (cause) {
    throw new CorruptDataError({ subject, expected: 'a whole gzip member', got: 'damaged bytes', cause });
  }
  await reader.cancel().catch(() => undefined);
  return start.subarray(0, length);
}

function endOf(header: NiftiHeader, subject: string): number {
  const end = header.dataOffsetBytes + dataBytesOf(layoutOf(header, subject));
  if (Number.isSafeInteger(end)) return end;
  throw new CorruptDataError({
    subject: `${subject}: dim`,
    expected: 'the sizes of a file',
    got: `${end} bytes`,
  });
}
