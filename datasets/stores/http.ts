import {
  AbortedError,
  type FloodlightError,
  ForbiddenError,
  InvalidDataError,
  TransientError,
} from '../errors.ts';
import { checkRange, sliceRange, throwIfAborted, tooShort } from './range.ts';
import type { ByteRange, GetOptions, Store } from './store.ts';

export interface HttpStoreOptions {
  /** Stands in for the platform's `fetch`, e.g. one that adds credentials. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A read-only store over HTTP. Keys are percent-encoded but for `:` and `/`, which servers and published
 * datasets have literally. It does not list and does not retry.
 * @param baseUrl absolute URL of the folder, with or without a last `/`.
 */
export function createHttpStore(baseUrl: string, options: HttpStoreOptions = {}): Store {
  const base = baseUrl.replace(/\/+$/, '');
  const send = options.fetch ?? ((...args: Parameters<typeof fetch>) => globalThis.fetch(...args));
  return {
    name: base,
    async get(key, { range, signal }: GetOptions = {}) {
      const url = `${base}/${encodeKey(key)}`;
      throwIfAborted(signal, url);
      if (range) checkRange(range, url);
      // Range headers cannot name an empty range, and no server has to be asked for it.
      if (range && range.end === range.begin) return new Uint8Array(0);
      try {
        const response = await send(url, { signal, headers: rangeHeader(range) });
        return await readResponse(response, url, range);
      } catch (error) {
        throw explain(error, url, signal);
      }
    },
  };
}

const encodeKey = (key: string): string => key.split('/').map(encodeSegment).join('/');
const encodeSegment = (segment: string): string => encodeURIComponent(segment).replaceAll('%3A', ':');

function rangeHeader(range: ByteRange | undefined): Record<string, string> {
  if (!range) return {};
  return { Range: `bytes=${range.begin}-${range.end === undefined ? '' : range.end - 1}` };
}

async function readResponse(
  response: Response,
  url: string,
  range?: ByteRange,
): Promise<Uint8Array | undefined> {
  const { status } = response;
  if (status === 200 || status === 206) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!range) return checkedWhole(response, bytes, url);
    // A server without range support answers 200 with everything.
    return status === 200 ? sliceRange(bytes, range, url) : checkedPart(response, bytes, range, url);
  }
  await response.body?.cancel();
  if (status === 404 || status === 410 || status === 204) return undefined;
  if (status === 416 && range) throw tooShort(range, totalBytes(response), url);
  throw statusError(status, url);
}

/** A part must begin where asked and be as long as asked. */
function checkedPart(response: Response, bytes: Uint8Array, range: ByteRange, url: string): Uint8Array {
  const header = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  const begin = header ? Number(header[1]) : range.begin;
  if (begin > range.begin) throw tooShort(range, bytes.length, url);
  const end = range.end === undefined ? undefined : range.end - begin;
  return sliceRange(bytes, { begin: range.begin - begin, end }, url);
}

/** Browsers and Node already fail on a short body with Content-Length; a lying proxy is caught here. */
function checkedWhole(response: Response, bytes: Uint8Array, url: string): Uint8Array {
  const declared = response.headers.get('content-length');
  const encoded = response.headers.get('content-encoding');
  if (declared === null || (encoded !== null && encoded !== 'identity')) return bytes;
  // Without the encoding exposed by CORS the declared length may be the compressed one: longer is not wrong.
  if (bytes.length >= Number(declared)) return bytes;
  throw tooShort({ begin: 0, end: Number(declared) }, bytes.length, url);
}

function totalBytes(response: Response): number {
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  return total ? Number(total[1]) : 0;
}

function statusError(status: number, url: string): FloodlightError {
  const parts = { subject: url, expected: 'status 200, 206 or 404', got: `status ${status}` };
  if (status === 401 || status === 403) {
    return new ForbiddenError({
      ...parts,
      cure: 'Check credentials, and that the host lets this object be read',
    });
  }
  if (status === 429)
    return new TransientError({ ...parts, cure: 'The host asks to slow down: try again later' });
  if (status === 408 || status >= 500) {
    return new TransientError({ ...parts, cure: 'The host has a fault: try again later' });
  }
  return new InvalidDataError({ ...parts, cure: 'Check the address' });
}

function explain(error: unknown, url: string, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted || (error instanceof DOMException && error.name === 'AbortError')) {
    return new AbortedError({
      subject: url,
      expected: 'the read to be wanted',
      got: 'an abort',
      cause: error,
    });
  }
  if (!(error instanceof TypeError)) return error;
  // fetch hides the reason from pages: a refused CORS check, no network and a wrong name look the same.
  return new TransientError({
    subject: url,
    expected: 'an answer from the host',
    got: `a network failure (${error.message})`,
    cure: 'Either this machine is offline, the host is down, or it sends no CORS header Access-Control-Allow-Origin',
    cause: error,
  });
}
