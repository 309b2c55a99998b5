import { CorruptDataError, isFloodlightError, UnsupportedError } from '../../errors.ts';

/** A compression of plain bytes, as the chunks of Zarr and N5 have it. */
export interface ByteCodec {
  /** @param maxBytes the most that may come out. @throws whatever it likes: `decodeBytes` says what it was about. */
  decode(bytes: Uint8Array, maxBytes: number, subject: string): Uint8Array | Promise<Uint8Array>;
}

/** By the names that Zarr uses; each is loaded by the first chunk that needs it. */
const codecs = new Map<string, () => Promise<ByteCodec>>([
  ['gzip', async () => ({ decode: (await import('../gzip.ts')).gunzip })],
  ['zlib', async () => ({ decode: (await import('../gzip.ts')).inflate })],
  ['blosc', async () => ({ decode: (await import('./blosc.ts')).decodeBlosc })],
  ['zstd', async () => ({ decode: (await import('./zstd.ts')).decodeZstd })],
  ['lz4', async () => ({ decode: (await import('./lz4-sized.ts')).decodeSizedLz4 })],
  ['lz4-java', async () => ({ decode: (await import('./lz4-java.ts')).decodeJavaLz4 })],
  ['crc32c', async () => ({ decode: (await import('./crc32c.ts')).checkCrc32c })],
]);

const loaded = new Map<string, Promise<ByteCodec>>();

/** Replaces a codec: the program has native ones. */
export function registerByteCodec(name: string, load: () => Promise<ByteCodec>): void {
  codecs.set(name, load);
  loaded.delete(name);
}

/** @throws UnsupportedError for a name without a codec. */
export function assertByteCodec(name: string, subject: string): void {
  if (codecs.has(name)) return;
  const expected = `a compression among ${[...codecs.keys()].join(', ')}`;
  const cure = 'Rewrite the data with one of these';
  throw new UnsupportedError({ subject, expected, got: JSON.stringify(name), cure });
}

/**
 * Decodes bytes by the codec of a name.
 * @param maxBytes the most that the description implies: more is an error, not memory.
 * @throws UnsupportedError; CorruptDataError for bytes that do not decode; TooLargeError over `maxBytes`.
 */
export async function decodeBytes(
  name: string,
  bytes: Uint8Array,
  maxBytes: number,
  subject: string,
): Promise<Uint8Array> {
  assertByteCodec(name, subject);
  const codec = loaded.get(name) ?? codecs.get(name)!();
  loaded.set(name, codec);
  const { decode } = await codec;
  let out: Uint8Array;
  try {
    out = await decode(bytes, maxBytes, subject);
  } catch (cause) {
    if (isFloodlightError(cause)) throw cause;
    throw damaged(name, bytes, subject, cause);
  }
  if (out.length <= maxBytes) return out;
  throw new CorruptDataError({ subject, expected: `at most ${maxBytes} bytes unpacked`, got: 'more' });
}

function damaged(name: string, bytes: Uint8Array, subject: string, cause: unknown): CorruptDataError {
  const isPage = bytes[0] === 0x3c;
  const got = isPage ? 'HTML or XML' : `${bytes.length} bytes that do not decompress`;
  const cure = isPage
    ? 'A host that answers unknown paths with a page does this: check the address'
    : 'The object is truncated or damaged: copy or write it again';
  return new CorruptDataError({ subject, expected: `whole ${name} data`, got, cure, cause });
}
