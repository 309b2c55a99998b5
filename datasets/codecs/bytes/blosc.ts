import { CorruptDataError, UnsupportedError } from '../../errors.ts';
import { decodeBloscLz } from './blosclz.ts';
import { decodeLz4Block } from './lz4.ts';
import { unshuffleBits, unshuffleBytes } from './shuffle.ts';

/** Decodes one stream into `out`, which it must fill. */
type DecodeInto = (bytes: Uint8Array, out: Uint8Array, subject: string) => void;

const HEADER_BYTES = 16;
const COMPRESSORS = ['blosclz', 'lz4', 'snappy', 'zlib', 'zstd'];
const FLAGS = { byteShuffle: 1, stored: 2, bitShuffle: 4, oneStream: 16 };

/**
 * Decodes a Blosc 1 buffer: header, offsets of blocks, and in each block one stream, or one for each byte of a sample.
 * @param maxBytes the most it may say to hold.
 * @throws CorruptDataError for other bytes; UnsupportedError for snappy and Blosc 2. Source: Blosc's README_CHUNK_FORMAT.
 */
export async function decodeBlosc(bytes: Uint8Array, maxBytes: number, subject: string): Promise<Uint8Array> {
  const header = readHeader(bytes, maxBytes, subject);
  const { flags, sampleBytes, length, blockBytes, view } = header;
  if (flags & FLAGS.stored) return wholePart(bytes, HEADER_BYTES, length, subject);
  const decode = await decoderOf(flags >> 5, subject);
  const out = new Uint8Array(length);
  const planes = new Uint8Array(blockBytes);
  const blocks = Math.ceil(length / blockBytes);
  if (HEADER_BYTES + 4 * blocks > bytes.length) throw damaged(subject, 'the offsets of its blocks');
  for (let block = 0; block < blocks; block++) {
    const begin = block * blockBytes;
    const own = out.subarray(begin, Math.min(begin + blockBytes, length));
    const isShuffled = sampleBytes > 1 && (flags & FLAGS.byteShuffle) !== 0;
    const isBits = (flags & FLAGS.bitShuffle) !== 0 && blockBytes >= sampleBytes;
    const target = isShuffled || isBits ? planes.subarray(0, own.length) : own;
    const isWhole = own.length === blockBytes;
    const streams = !(flags & FLAGS.oneStream) && isWhole ? sampleBytes : 1;
    const at = view.getInt32(HEADER_BYTES + 4 * block, true);
    decodeStreams(bytes, at, target, { streams, decode, subject });
    if (isShuffled) unshuffleBytes(target, own, sampleBytes);
    else if (isBits) unshuffleBits(target, own, sampleBytes);
  }
  return out;
}

function readHeader(bytes: Uint8Array, maxBytes: number, subject: string) {
  if (bytes.length < HEADER_BYTES) throw damaged(subject, 'a header of 16 bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [version, , flags, sampleBytes] = bytes;
  const [length, blockBytes, packedBytes] = [4, 8, 12].map((offset) => view.getUint32(offset, true));
  if (packedBytes !== bytes.length) throw damaged(subject, `${packedBytes} bytes, as its header says`);
  if (version > 2) {
    const cure = 'Write the data with Blosc 1';
    throw new UnsupportedError({ subject, expected: 'Blosc version 2', got: `version ${version}`, cure });
  }
  if (length > maxBytes) throw damaged(subject, `at most ${maxBytes} bytes unpacked`, `${length}`);
  if (sampleBytes === 0 || (length > 0 && (blockBytes === 0 || blockBytes > length)))
    throw damaged(subject, 'sizes of samples and blocks within it');
  return { view, flags, sampleBytes, length, blockBytes: Math.max(blockBytes, 1) };
}

function decodeStreams(
  bytes: Uint8Array,
  at: number,
  target: Uint8Array,
  { streams, decode, subject }: { streams: number; decode: DecodeInto; subject: string },
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const streamBytes = Math.floor(target.length / streams);
  let from = at;
  for (let i = 0; i < streams; i++) {
    if (from < HEADER_BYTES || from + 4 > bytes.length) throw damaged(subject, 'blocks inside it');
    const packed = view.getInt32(from, true);
    const stream = wholePart(bytes, from + 4, packed, subject);
    const part = target.subarray(i * streamBytes, (i + 1) * streamBytes);
    if (packed === part.length) part.set(stream);
    else decode(stream, part, subject);
    from += 4 + packed;
  }
}

function wholePart(bytes: Uint8Array, begin: number, length: number, subject: string): Uint8Array {
  if (length < 0 || begin + length > bytes.length) throw damaged(subject, `${length} bytes at ${begin}`);
  return bytes.subarray(begin, begin + length);
}

/** Libraries are loaded by the first buffer that needs them. */
async function decoderOf(code: number, subject: string): Promise<DecodeInto> {
  const name = COMPRESSORS[code];
  if (name === 'lz4') return decodeLz4Block;
  if (name === 'blosclz') return decodeBloscLz;
  if (name === 'zlib') {
    const { unzlibSync } = await import('fflate');
    return filling((bytes, out) => unzlibSync(bytes, { out }));
  }
  if (name === 'zstd') {
    const { decodeZstd } = await import('./zstd.ts');
    return filling((bytes, out) => decodeZstd(bytes, out.length, subject));
  }
  const cure = 'Write the data with lz4 or zstd inside Blosc';
  throw new UnsupportedError({
    subject,
    expected: 'blosclz, lz4, zlib or zstd inside Blosc',
    got: name ?? `compressor ${code}`,
    cure,
  });
}

const filling =
  (decode: (bytes: Uint8Array, out: Uint8Array) => Uint8Array): DecodeInto =>
  (bytes, out, subject) => {
    let part: Uint8Array;
    try {
      part = decode(bytes, out);
    } catch (cause) {
      throw damaged(subject, 'streams that decompress', 'one that does not', cause);
    }
    if (part.length !== out.length) throw damaged(subject, `${out.length} bytes a stream`, `${part.length}`);
    if (part.buffer !== out.buffer || part.byteOffset !== out.byteOffset) out.set(part);
  };

function damaged(subject: string, expected: string, got = 'other bytes', cause?: unknown): CorruptDataError {
  const cure = 'The object is truncated or damaged: copy or write it again';
  return new CorruptDataError({ subject, expected: `a Blosc buffer with ${expected}`, got, cure, cause });
}
