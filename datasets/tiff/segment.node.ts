import type { Xyz } from '../geometry/index.ts';
import { bytesPerFileSample, decodeSamples, hostOrder, volumeTypeOf } from '../raw-file/index.ts';
import { type Samples, samplesFromBytes } from '../volume.ts';
import { COMPRESSION, decompress } from './decompress.node.ts';
import { bad, type TiffFile } from './directory.ts';
import type { TiffPage } from './page.ts';
import { addDifferences, joinFloatBytes } from './predictor.ts';

/** A decoded strip or tile, or some rows of it. */
export interface Segment {
  readonly samples: Samples;
  /** First pixel in the page, x and y; which plane, where planes are apart. */
  readonly at: Xyz;
  readonly width: number;
  readonly height: number;
  /** Between two pixels of one channel, between two channels. */
  readonly pixelStep: number;
  readonly channelStep: number;
}

/** A segment by its place among those of its page. */
export interface SegmentPlace {
  readonly column: number;
  readonly row: number;
  /** 0 where all samples lie side by side. */
  readonly plane: number;
}

/** Rows of a segment that are in the page: the last strip is short, a tile is not. */
export function rowsOf(page: TiffPage, row: number): number {
  const { segmentHeight, height, isTiled } = page;
  return isTiled ? segmentHeight : Math.min(segmentHeight, height - row * segmentHeight);
}

export const isRaw = ({ compression }: TiffPage): boolean => compression === COMPRESSION.none;

const rowBytesOf = ({ segmentWidth, samplesTogether, bits }: TiffPage): number =>
  Math.ceil((segmentWidth * samplesTogether * bits) / 8);

/**
 * Reads and decodes rows `[begin, end)` of a segment: of an uncompressed one only these are read, of a compressed one it
 * must be all.
 * @throws CorruptDataError where the segment does not lie in the file or does not decode.
 */
export async function readSegment(
  file: TiffFile,
  page: TiffPage,
  place: SegmentPlace,
  rows: { readonly begin: number; readonly end: number; readonly signal?: AbortSignal },
): Promise<Segment> {
  const { segmentWidth: width, samplesTogether, across, down } = page;
  const index = place.column + across * (place.row + down * place.plane);
  const subject = `${file.subject}: ${page.isTiled ? 'tile' : 'strip'} ${index}`;
  const height = rows.end - rows.begin;
  const isJpeg = page.compression === COMPRESSION.jpeg;
  const bytes = await segmentBytes(file, page, { index, rows, subject });
  const samples = isRaw(page)
    ? samplesOf(bytes, page, file)
    : samplesOf(
        await decompress(bytes, page, { width, height, bytes: rowBytesOf(page) * height, subject }),
        page,
        file,
      );
  return {
    samples: whiteIsZero(samples, page),
    at: [place.column * width, place.row * page.segmentHeight + rows.begin, place.plane],
    width,
    height,
    pixelStep: isJpeg ? 1 : samplesTogether,
    channelStep: isJpeg ? width * height : 1,
  };
}

interface SegmentRead {
  readonly index: number;
  readonly rows: { readonly begin: number; readonly end: number; readonly signal?: AbortSignal };
  readonly subject: string;
}

async function segmentBytes(file: TiffFile, page: TiffPage, { index, rows, subject }: SegmentRead) {
  const [offset, count] = [page.offsets[index], page.byteCounts[index]];
  const rowBytes = rowBytesOf(page);
  const [first, last] = isRaw(page) ? [rows.begin * rowBytes, rows.end * rowBytes] : [0, count];
  if (offset > 0 && last > 0 && offset + last <= file.bytes)
    return file.read(offset + first, offset + last, rows.signal);
  throw bad(subject, `offset ${offset}`, `${last} bytes from there on`, `a file of ${file.bytes}`);
}

/** Undoes bit packing, byte order and predictor. */
function samplesOf(bytes: Uint8Array, page: TiffPage, file: TiffFile): Samples {
  const { type, bits, predictor, segmentWidth, samplesTogether: stride, compression } = page;
  const rows = { samples: segmentWidth * stride, stride };
  if (bits < 8) return unpackBits(bytes, bits, rows.samples);
  const { subject } = file;
  const isPredicted = ![COMPRESSION.none, COMPRESSION.jpeg, COMPRESSION.packBits].includes(compression);
  const width = bytesPerFileSample(type);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % (rows.samples * width)));
  if (isPredicted && predictor === 3) {
    return decodeSamples(type, joinFloatBytes(whole, rows, width), { isBigEndian: false, subject });
  }
  const isBigEndian = !file.isLittleEndian;
  if (!isPredicted || predictor !== 2) return decodeSamples(type, whole, { isBigEndian, subject });
  const raw = hostOrder(whole, width, isBigEndian);
  addDifferences(unsigned(raw, width), rows);
  return decodeSamples(type, raw, { isBigEndian: false, subject });
}

function unsigned(bytes: Uint8Array<ArrayBuffer>, width: number) {
  const type = ({ 1: 'uint8', 2: 'uint16', 4: 'uint32', 8: 'uint64' } as const)[width as 1 | 2 | 4 | 8];
  return samplesFromBytes(type, bytes);
}

/** Samples of 1, 2 or 4 bits, the highest first; rows fill whole bytes. */
function unpackBits(bytes: Uint8Array, bits: number, rowSamples: number): Uint8Array {
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  const rows = Math.floor(bytes.length / rowBytes);
  const [out, mask] = [new Uint8Array(rows * rowSamples), (1 << bits) - 1];
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < rowSamples; i++) {
      const bit = i * bits;
      out[row * rowSamples + i] = (bytes[row * rowBytes + (bit >> 3)] >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return out;
}

/** Photometric interpretation 0: the largest value is black. */
function whiteIsZero(samples: Samples, { photometric, type, bits }: TiffPage): Samples {
  if (photometric !== 0 || !type.startsWith('uint') || volumeTypeOf(type) === 'uint64') return samples;
  const most = 2 ** bits - 1;
  for (let i = 0; i < samples.length; i++) samples[i] = most - Number(samples[i]);
  return samples;
}
