import { CorruptDataError, TooLargeError } from '../errors.ts';

/** Whether bytes begin like a gzip member. */
export const looksGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Decompresses one gzip member, on every platform.
 * @param maxBytes the most the caller can use; a longer output stops the decompression.
 * @throws TooLargeError over `maxBytes`; CorruptDataError for anything that is not a whole gzip member.
 */
export const gunzip = (bytes: Uint8Array, maxBytes: number, subject = 'gzip data'): Promise<Uint8Array> =>
  unpack('gzip', bytes, maxBytes, subject);

/** The same of a zlib stream (RFC 1950). */
export const inflate = (bytes: Uint8Array, maxBytes: number, subject = 'zlib data'): Promise<Uint8Array> =>
  unpack('deflate', bytes, maxBytes, subject);

async function unpack(
  format: 'gzip' | 'deflate',
  bytes: Uint8Array,
  maxBytes: number,
  subject: string,
): Promise<Uint8Array> {
  const reader = pipe(bytes, new DecompressionStream(format)).getReader();
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return concatenate(parts, total);
      parts.push(value);
      total += value.length;
      if (total > maxBytes) break;
    }
  } catch (cause) {
    throw new CorruptDataError({
      subject,
      expected: format === 'gzip' ? 'a whole gzip member' : 'a whole zlib stream',
      got: `${bytes.length} bytes that do not decompress`,
      cause,
    });
  }
  await reader.cancel().catch(() => undefined);
  throw new TooLargeError({
    subject,
    expected: `at most ${maxBytes} bytes`,
    got: 'more after decompression',
  });
}

/** Compresses to one gzip member. The bytes differ between platforms; what they decode to does not. */
export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await new Response(pipe(bytes, new CompressionStream('gzip'))).arrayBuffer());
}

type ByteTransform = { readable: ReadableStream<Uint8Array>; writable: WritableStream<BufferSource> };

function pipe(bytes: Uint8Array, transform: ByteTransform): ReadableStream<Uint8Array> {
  const source = new ReadableStream<BufferSource>({
    start(controller) {
      controller.enqueue(bytes as Uint8Array<ArrayBuffer>);
      controller.close();
    },
  });
  return source.pipeThrough(transform);
}

function concatenate(parts: Uint8Array[], total: number): Uint8Array {
  const all = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
