import { UnsupportedError } from '../errors.ts';
import { statusError } from './http-status.ts';
import { createWatch, explainFetchError, STALL_TIMEOUT_MS, stallError } from './http-watch.ts';

/**
 * Asks a host how long an object is: HEAD and its Content-Length, which pages of other origins may read.
 * @returns undefined where there is none.
 * @throws UnsupportedError where the host does not say, or compresses what it sends; those of a read.
 */
export async function readSize(
  url: string,
  { send, signal }: { readonly send: typeof fetch; readonly signal: AbortSignal | undefined },
): Promise<number | undefined> {
  const watch = createWatch(signal, STALL_TIMEOUT_MS);
  try {
    const response = await send(url, { method: 'HEAD', signal: watch.signal });
    const { status, headers } = response;
    if (status === 404 || status === 410) return undefined;
    if (!response.ok) throw statusError(response, url);
    const length = headers.get('content-length');
    const encoding = headers.get('content-encoding');
    if (length !== null && /^\d+$/.test(length) && (encoding === null || encoding === 'identity'))
      return Number(length);
    throw new UnsupportedError({
      subject: url,
      expected: 'a host that answers HEAD with the length of the stored bytes',
      got: encoding === null ? 'no Content-Length' : `bytes in ${encoding}`,
      cure: 'Serve it without Content-Encoding from a host that does, e.g. floodlight serve',
    });
  } catch (error) {
    throw watch.stalled() ? stallError(url, error) : explainFetchError(error, url, signal);
  } finally {
    watch.end();
  }
}
