import { TooLargeError } from '../datasets/errors.ts';
import type { EdgeRequest } from './exchange.ts';
import type { ObjectBody } from './object-store.ts';

/** A chunk of 256 kB can hold 256 MB; no honest one does. */
const MAX_DECODED_BYTES = 2 ** 26;

/**
 * Whether the client takes an object as it is stored. Without an Accept-Encoding header any coding is acceptable
 * (RFC 9110 section 12.5.3); codings other than gzip are never decoded here, so they count as taken.
 */
export function acceptsEncoding(request: EdgeRequest, encoding: string | undefined): boolean {
  if (encoding !== 'gzip') return true;
  const accepted = request.header('accept-encoding');
  if (accepted === null) return true;
  const weights = new Map<string, number>();
  for (const item of accepted.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((text) => text.trim());
    const q = parameters.find((text) => text.startsWith('q='));
    weights.set(coding, q === undefined ? 1 : Number(q.slice(2)));
  }
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}

/** A gzip stream, decompressed as it is drunk. It breaks off above 64 MiB, and the connection with it. */
export function decodedBody(body: ObjectBody, subject: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stored = body instanceof Uint8Array ? new Blob([body]).stream() : body;
  let total = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      total += piece.length;
      if (total > MAX_DECODED_BYTES) {
        const got = 'more after decompression';
        throw new TooLargeError({ subject, expected: `at most ${MAX_DECODED_BYTES} bytes`, got });
      }
      controller.enqueue(piece);
    },
  });
  return stored.pipeThrough(new DecompressionStream('gzip')).pipeThrough(counted);
}
