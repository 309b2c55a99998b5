import { readBody } from './http-body.ts';
import { statusError } from './http-status.ts';
import { createWatch, explainFetchError, STALL_TIMEOUT_MS, stallError } from './http-watch.ts';
import { checkRange, throwIfAborted, tooShort } from './range.ts';
import type { ByteRange, GetOptions, Store } from './store.ts';

export interface HttpStoreOptions {
  /** Stands in for the platform's `fetch`, e.g. one that adds credentials. */
  readonly fetch?: typeof globalThis.fetch;
  /** Without a byte for so long a request is given up as transient. Default 60,000. */
  readonly stallTimeoutMs?: number;
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
    async get(key, { range, signal, headers }: GetOptions = {}) {
      const url = `${base}/${encodeKey(key)}`;
      throwIfAborted(signal, url);
      if (range) checkRange(range, url);
      // Range headers cannot name an empty range, and no server has to be asked for it.
      if (range && range.end === range.begin) return new Uint8Array(0);
      const watch = createWatch(signal, options.stallTimeoutMs ?? STALL_TIMEOUT_MS);
      try {
        const response = await send(url, {
          signal: watch.signal,
          headers: { ...headers, ...rangeHeader(range) },
        });
        watch.onBytes();
        return await readResponse(response, { url, range, onBytes: watch.onBytes });
      } catch (error) {
        throw watch.stalled() ? stallError(url, error) : explainFetchError(error, url, signal);
      } finally {
        watch.end();
      }
    },
    // Few formats ask for sizes: whose do load the code.
    async size(key, { signal } = {}) {
      const { readSize } = await import('./http-size.ts');
      return readSize(`${base}/${encodeKey(key)}`, { send, signal });
    },
  };
}

const encodeKey = (key: string): string => key.split('/').map(encodeSegment).join('/');
const encodeSegment = (segment: string): string => encodeURIComponent(segment).replaceAll('%3A', ':');

function rangeHeader(range: ByteRange | undefined): Record<string, string> {
  if (!range) return {};
  return { Range: `bytes=${range.begin}-${range.end === undefined ? '' : range.end - 1}` };
}

interface Asked {
  readonly url: string;
  readonly range?: ByteRange;
  readonly onBytes?: () => void;
}

async function readResponse(response: Response, asked: Asked): Promise<Uint8Array | undefined> {
  const { status } = response;
  if (status === 200 || status === 206) {
    try {
      return await readBody(response, asked);
    } catch (error) {
      if (!response.bodyUsed) await response.body?.cancel();
      throw error;
    }
  }
  await response.body?.cancel();
  if (status === 404 || status === 410 || status === 204) return undefined;
  if (status === 416 && asked.range) throw tooShort(asked.range, totalBytes(response), asked.url);
  throw statusError(response, asked.url);
}

function totalBytes(response: Response): number {
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  return total ? Number(total[1]) : 0;
}
