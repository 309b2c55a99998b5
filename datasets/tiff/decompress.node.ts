import { promisify } from 'node:util';
import { inflate, zstdDecompress } from 'node:zlib';
import { jpegCodec } from '../codecs/index.node.ts';
import { CorruptDataError, UnsupportedError } from '../errors.ts';
import { xyz } from '../geometry/index.ts';
import { decodeLzw } from './lzw.ts';
import { decodePackBits } from './packbits.ts';
import type { TiffPage } from './page.ts';

const inflateAsync = promisify(inflate);
const zstdAsync = promisify(zstdDecompress);

/** Compressions, by the value of tag 259. */
export const COMPRESSION = {
  none: 1,
  lzw: 5,
  jpeg: 7,
  deflate: 8,
  oldDeflate: 32946,
  packBits: 32773,
  zstd: 50000,
};

const REFUSED: Readonly<Record<number, string>> = {
  2: 'CCITT run length',
  3: 'CCITT group 3',
  4: 'CCITT group 4',
  6: 'old-style JPEG',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50001: 'WebP',
};

/** @throws UnsupportedError for a compression or predictor that is not read here. */
export function assertReadable(page: TiffPage, subject: string): void {
  const { compression, predictor, photometric, bits, samples, type } = page;
  const cure = 'Rewrite the file: tiffcp -c zip';
  if (!Object.values(COMPRESSION).includes(compression)) {
    const got = `${compression}${REFUSED[compression] ? ` (${REFUSED[compression]})` : ''}`;
    const expected = 'none, LZW, JPEG, deflate, PackBits or zstd';
    throw new UnsupportedError({ subject: `${subject}: Compression (tag 259)`, expected, got, cure });
  }
  const isJpeg = compression === COMPRESSION.jpeg;
  if (isJpeg && (type !== 'uint8' || bits !== 8 || (samples !== 1 && samples !== 3))) {
    const got = `${samples} of ${bits} bits`;
    throw new UnsupportedError({
      subject: `${subject}: JPEG`,
      expected: '1 or 3 samples of 8 bits',
      got,
      cure,
    });
  }
  if (photometric === 6 && !isJpeg) {
    const got = 'YCbCr without JPEG';
    throw new UnsupportedError({
      subject: `${subject}: PhotometricInterpretation (tag 262)`,
      expected: 'grey or RGB',
      got,
    });
  }
  const isFloat = type.startsWith('float');
  const knowsPredictor =
    isJpeg || predictor === 1 || (predictor === 2 && !isFloat && bits >= 8) || (predictor === 3 && isFloat);
  if (knowsPredictor) return;
  const got = `${predictor} with ${bits}-bit ${type}`;
  throw new UnsupportedError({
    subject: `${subject}: Predictor (tag 317)`,
    expected: '1, 2 or 3',
    got,
    cure,
  });
}

/** What a segment has to become. */
export interface SegmentSize {
  readonly width: number;
  readonly height: number;
  /** Bytes it decodes to; more is never made. */
  readonly bytes: number;
  /** For messages. */
  readonly subject: string;
}

/**
 * Decompresses a strip or tile.
 * @returns at least `size.bytes` bytes, rows as wide as the segment; JPEG planar, the others as samples lie in the file.
 * @throws CorruptDataError for damaged or short data.
 */
export async function decompress(packed: Uint8Array, page: TiffPage, size: SegmentSize): Promise<Uint8Array> {
  const { bytes, subject } = size;
  const out = await decompressAny(packed, page, size);
  if (out && out.length >= bytes) return out;
  throw new CorruptDataError({
    subject,
    expected: `${bytes} bytes after decompression`,
    got: out ? `${out.length}` : 'codes that cannot be',
    cure: 'The file is damaged: copy or export it again',
  });
}

async function decompressAny(packed: Uint8Array, page: TiffPage, size: SegmentSize) {
  const { bytes, subject } = size;
  switch (page.compression) {
    case COMPRESSION.lzw:
      return decodeLzw(packed, bytes);
    case COMPRESSION.packBits:
      return decodePackBits(packed, bytes);
    case COMPRESSION.jpeg:
      return decodeJpegSegment(packed, page, size);
    default:
      return capped(packed, page, { bytes, subject });
  }
}

/** The last strip may hold rows below the page: as many as a whole one. */
async function capped(
  packed: Uint8Array,
  page: TiffPage,
  { bytes, subject }: { bytes: number; subject: string },
) {
  const { segmentWidth, segmentHeight, samplesTogether, bits } = page;
  const whole = Math.ceil((segmentWidth * samplesTogether * bits) / 8) * segmentHeight;
  const options = { maxOutputLength: Math.max(whole, bytes) };
  const run = page.compression === COMPRESSION.zstd ? zstdAsync : inflateAsync;
  try {
    return await run(packed, options);
  } catch (cause) {
    const isLong = (cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    const got = isLong ? 'more' : cause instanceof Error ? cause.message : String(cause);
    const expected = isLong ? `at most ${options.maxOutputLength} bytes` : 'whole compressed data';
    throw new CorruptDataError({
      subject,
      expected,
      got,
      cure: 'The file is damaged: export it again',
      cause,
    });
  }
}

/**
 * A segment's JPEG stream is short of the tables, which stand in tag 347 once for all; and it is said by the tag 262
 * alone whether colours are RGB or YCbCr, which decoders look for in an Adobe marker.
 */
function decodeJpegSegment(packed: Uint8Array, page: TiffPage, { width, height, subject }: SegmentSize) {
  const { jpegTables, photometric, samplesTogether } = page;
  const isYcc = photometric === 6;
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, isYcc ? 1 : 0];
  const tables = jpegTables ? jpegTables.subarray(2, -2) : new Uint8Array();
  const marker = samplesTogether === 3 ? adobe : [];
  const whole = Uint8Array.of(0xff, 0xd8, ...marker, ...tables, ...new Uint8Array(0));
  const stream = new Uint8Array(whole.length + packed.length - 2);
  stream.set(whole);
  stream.set(packed.subarray(2), whole.length);
  const shape = { dataType: 'uint8', size: xyz(width, height, 1), numChannels: samplesTogether } as const;
  return jpegCodec.decode(stream, shape, subject) as Promise<Uint8Array>;
}
