import {
  type ChunkShape,
  decodeChunk,
  decodedBytes,
  formatShape,
  gunzip,
  layoutOf,
  looksGzipped,
  maxEncodedBytes,
} from '../codecs/index.ts';
import { TooLargeError } from '../errors.ts';
import type { Samples } from '../volume.ts';

/** A chunk is a unit of transfer; one above this is a mistake in the description or an attack. */
export const MAX_CHUNK_BYTES = 2 ** 31;

/**
 * Decodes a chunk as it lies in the store, also one that was gzip'ed and served without its header.
 * @throws TooLargeError where the description implies more than 2 GiB; CorruptDataError for bytes that do not fit.
 */
export async function decodeStoredChunk(
  encoding: string,
  bytes: Uint8Array,
  shape: ChunkShape,
  subject: string,
): Promise<Samples> {
  if (decodedBytes(shape) > MAX_CHUNK_BYTES) {
    throw new TooLargeError({
      subject,
      expected: `a chunk of at most ${MAX_CHUNK_BYTES} bytes`,
      got: formatShape(shape),
      cure: 'Write the volume with smaller chunks',
    });
  }
  return decodeChunk(encoding, await plainChunk(encoding, bytes, shape, subject), shape, subject);
}

/** The bytes that the encoding's codec takes: unpacked, where they were gzip'ed and served without their header. */
export async function plainChunk(
  encoding: string,
  bytes: Uint8Array,
  shape: ChunkShape,
  subject: string,
): Promise<Uint8Array> {
  return isUnexpectedGzip(encoding, bytes, shape)
    ? gunzip(bytes, storedLimit(encoding, shape, subject), subject)
    : bytes;
}

/**
 * Whether the bytes can only be a gzip member. Raw samples may begin like one, but then have the right
 * length; compressed_segmentation begins with the number of channels; images have signatures of their own.
 */
function isUnexpectedGzip(encoding: string, bytes: Uint8Array, shape: ChunkShape): boolean {
  if (!looksGzipped(bytes)) return false;
  if (encoding === 'raw') return bytes.length !== decodedBytes(shape);
  if (encoding !== 'compressed_segmentation') return true;
  const firstWord = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.length < 4 || firstWord.getUint32(0, true) !== shape.numChannels;
}

/** What image codecs may take over the raw size: their worst case, and headers. */
const IMAGE_SLACK_BYTES = 65_536;

function storedLimit(encoding: string, shape: ChunkShape, subject: string): number {
  if (encoding === 'raw') return decodedBytes(shape);
  if (encoding === 'compressed_segmentation') return maxEncodedBytes(layoutOf(shape, subject));
  return 2 * decodedBytes(shape) + IMAGE_SLACK_BYTES;
}
