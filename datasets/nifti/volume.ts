import { gunzip, looksGzipped } from '../codecs/index.ts';
import {
  CorruptDataError,
  InvalidDataError,
  isFloodlightError,
  MissingError,
  TooLargeError,
} from '../errors.ts';
import { boxOf, xyz } from '../geometry/index.ts';
import { assertInside } from '../memory-volume.ts';
import { dataBytesOf, hostOrder, type RawLayout, type ReadBytes, readRawBox } from '../mrc/index.ts';
import type { Store } from '../stores/index.ts';
import { type DataType, type Samples, samplesFromBytes, type Volume } from '../volume.ts';
import { MAX_HEADER_BYTES, type NiftiHeader, parseNiftiHeader } from './header.ts';

/** A NIfTI file as a volume: axes i, j, k of the file as x, y, z; the fourth dimension and RGB are channels. */
export interface NiftiVolume extends Volume {
  readonly header: NiftiHeader;
  readonly warnings: readonly string[];
}

export interface NiftiOptions {
  /** Largest `.nii.gz` that is unpacked, in bytes when unpacked. Default 2 GiB. */
  readonly maxGunzippedBytes?: number;
}

/**
 * Opens NIfTI-1 or -2. A plain file is read by ranges, memory bounded by the box; a gzipped one is unpacked whole,
 * to no more than its header implies. Scaled samples become float32, int64 labels uint64.
 * @throws MissingError; CorruptDataError naming field and offset; UnsupportedError for other samples and pairs;
 * TooLargeError for a gzipped file over the limit. Reading: InvalidDataError for negative int64.
 */
export async function openNifti(store: Store, key: string, options: NiftiOptions = {}): Promise<NiftiVolume> {
  const { maxGunzippedBytes = 2 ** 31 } = options;
  const subject = `${store.name}/${key}`;
  const { header, readBytes } = await openBytes(store, key, maxGunzippedBytes);
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
      return readRawBox(layout, box, (begin, end) => readBytes(begin, end, signal));
    },
  };
}

type ReadMaybeAborted = (...args: [...Parameters<ReadBytes>, AbortSignal?]) => Promise<Uint8Array>;

async function openBytes(store: Store, key: string, maxBytes: number) {
  const subject = `${store.name}/${key}`;
  const readBytes: ReadMaybeAborted = async (begin, end, signal) => {
    const bytes = await store.get(key, { range: { begin, end }, signal });
    if (bytes) return bytes;
    throw new MissingError({
      subject,
      expected: 'a NIfTI file',
      got: 'nothing there',
      cure: 'Check the path',
    });
  };
  const start = await shortened(() => readBytes(0, 4), subject, 'sizeof_hdr at offset 0');
  if (!looksGzipped(start)) {
    // A NIfTI-1 file may be shorter than a NIfTI-2 header.
    const length = start.includes(540 & 255) && start.includes(540 >> 8) ? MAX_HEADER_BYTES : 348;
    const bytes = await shortened(() => readBytes(0, length), subject, 'header at offset 0');
    const header = parseNiftiHeader(bytes, subject);
    const end = endOf(header, subject);
    await shortened(() => readBytes(end - 1, end), subject, `dim and vox_offset (${end} bytes)`);
    return { header, readBytes };
  }
  const packed = await store.get(key);
  const header = parseNiftiHeader(await firstBytes(packed as Uint8Array, subject), subject);
  const end = endOf(header, subject);
  if (end > maxBytes) {
    const cure = 'Unpack it: plain .nii files are read by parts';
    throw new TooLargeError({ subject, expected: `at most ${maxBytes} bytes unpacked`, got: `${end}`, cure });
  }
  const bytes = await gunzip(packed as Uint8Array, end, subject);
  if (bytes.length < end) throw short(subject, `dim and vox_offset (${end} bytes)`);
  return { header, readBytes: async (begin: number, last: number) => bytes.subarray(begin, last) };
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

function layoutOf(header: NiftiHeader, subject: string): RawLayout {
  const interleaved = header.type === 'rgb24' ? 3 : 1;
  const dataType: DataType = header.scaling ? 'float32' : typeOf(header);
  return {
    dataOffsetBytes: header.dataOffsetBytes,
    fileSize: header.size,
    axes: xyz(0, 1, 2),
    volumes: header.volumes,
    interleaved,
    bitsPerSample: header.bitsPerVoxel / interleaved,
    dataType,
    decode: (bytes) => decode(bytes, header, subject),
  };
}

function typeOf({ type }: NiftiHeader): DataType {
  if (type === 'rgb24') return 'uint8';
  return type === 'int64' ? 'uint64' : type;
}

function decode(bytes: Uint8Array, header: NiftiHeader, subject: string): Samples {
  const { type, scaling, bitsPerVoxel, isBigEndian } = header;
  const raw = hostOrder(bytes, type === 'rgb24' ? 1 : bitsPerVoxel / 8, isBigEndian);
  if (scaling) {
    const data = type === 'int64' ? new BigInt64Array(raw.buffer) : samplesFromBytes(typeOf(header), raw);
    const { slope, inter } = scaling;
    return Float32Array.from({ length: data.length }, (_, i) => slope * Number(data[i]) + inter);
  }
  if (type === 'int64') {
    const negative = new BigInt64Array(raw.buffer).find((value) => value < 0n);
    if (negative !== undefined) {
      const cure = 'Relabel so that labels start at 0';
      throw new InvalidDataError({ subject, expected: 'int64 labels >= 0', got: `${negative}`, cure });
    }
  }
  return samplesFromBytes(typeOf(header), raw);
}
