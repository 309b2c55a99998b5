import { InvalidDataError, TooLargeError, UnsupportedError } from '../errors.ts';
import { formatRange, tooShort } from './range.ts';
import type { ByteRange } from './store.ts';

/** One object in memory: more than this is read by ranges. */
const MAX_BODY_BYTES = 2 ** 31;

/** What may be read in vain from a host that answers a range with the whole object. */
const MAX_WASTED_BYTES = 2 ** 26;

/**
 * Reads a 200 or 206 body to what was asked; an endless body is left where the wanted part ends.
 * @param onBytes called for each piece that arrives.
 * @throws CorruptDataError where it is shorter than asked or another part; TooLargeError above 2 GiB; UnsupportedError
 *   for a compressed part, and where the host ignores a range deep in a large object.
 */
export async function readBody(
  response: Response,
  { url, range, onBytes }: { url: string; range?: ByteRange; onBytes?: () => void },
): Promise<Uint8Array> {
  const skip = range ? bytesBefore(response, range, url) : 0;
  const take = range?.end === undefined ? Number.POSITIVE_INFINITY : range.end - range.begin;
  const { bytes, received } = await readPart(response, { skip, take, url, onBytes });
  if (range && (received < skip || (take !== Number.POSITIVE_INFINITY && bytes.length < take)))
    throw tooShort(range, received, url);
  return range ? bytes : checkedWhole(response, bytes, url);
}

/** Bytes of the body that come before the wanted ones. */
function bytesBefore(response: Response, range: ByteRange, url: string): number {
  if (response.status === 200) {
    // A server without range support answers 200 with everything.
    const length = Number(response.headers.get('content-length') ?? 0);
    if (Math.max(length, range.end ?? range.begin) <= MAX_WASTED_BYTES || range.begin === 0)
      return range.begin;
    throw new UnsupportedError({
      subject: url,
      expected: `bytes ${formatRange(range)}`,
      got: 'the whole object: the host ignores Range requests',
      cure: 'Serve it from a host with range support, e.g. floodlight serve',
    });
  }
  const encoding = response.headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    throw new UnsupportedError({
      subject: url,
      expected: 'a part of the stored bytes',
      got: `a part of a ${encoding} stream`,
      cure: 'Objects that are read in parts must be stored without Content-Encoding',
    });
  }
  const header = response.headers.get('content-range');
  // Without the header (CORS may hide it) the part is taken for what was asked.
  const begin = header === null ? range.begin : Number(/^bytes (\d+)-/.exec(header)?.[1] ?? Number.NaN);
  if (begin <= range.begin) return range.begin - begin;
  throw tooShort(range, 0, `${url} (Content-Range: ${header})`);
}

interface Part {
  readonly bytes: Uint8Array;
  /** Bytes of the body that were seen. */
  readonly received: number;
}

async function readPart(
  { body, headers }: Response,
  { skip, take, url, onBytes }: { skip: number; take: number; url: string; onBytes?: () => void },
): Promise<Part> {
  if (Number(headers.get('content-length') ?? 0) - skip > MAX_BODY_BYTES && take > MAX_BODY_BYTES)
    throw tooLarge(url);
  const parts: Uint8Array[] = [];
  let received = 0;
  let kept = 0;
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!reader || !next || next.done) break;
    onBytes?.();
    const from = Math.max(0, skip - received);
    const piece = next.value.subarray(from, from + take - kept);
    received += next.value.length;
    kept += piece.length;
    if (piece.length > 0) parts.push(piece);
    if (kept < take && kept <= MAX_BODY_BYTES) continue;
    // Not awaited: a host that never ends its body need not answer.
    reader.cancel().catch(() => undefined);
    if (kept > MAX_BODY_BYTES) throw tooLarge(url);
    break;
  }
  return { bytes: concatenate(parts, kept), received };
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

const tooLarge = (url: string) =>
  new TooLargeError({ subject: url, expected: `at most ${MAX_BODY_BYTES} bytes at once`, got: 'more' });

/** Browsers and Node already fail on a short body with Content-Length; a lying proxy is caught here. */
function checkedWhole(response: Response, bytes: Uint8Array, url: string): Uint8Array {
  if (response.status === 206) {
    const got = 'a part (status 206)';
    throw new InvalidDataError({ subject: url, expected: 'the whole object', got });
  }
  const declared = response.headers.get('content-length');
  const encoding = response.headers.get('content-encoding');
  if (declared === null || (encoding !== null && encoding !== 'identity')) return bytes;
  // Without the encoding exposed by CORS the declared length may be the compressed one: longer is not wrong.
  if (bytes.length >= Number(declared)) return bytes;
  throw tooShort({ begin: 0, end: Number(declared) }, bytes.length, url);
}
