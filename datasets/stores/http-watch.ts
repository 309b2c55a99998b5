import { AbortedError, TransientError } from '../errors.ts';

/** A slow disk array may think for a while; a connection that is silent for a minute is dead. */
export const STALL_TIMEOUT_MS = 60_000;

/** Passes the caller's abort on, and aborts on its own after silence. */
export function createWatch(outer: AbortSignal | undefined, timeoutMs: number) {
  const controller = new AbortController();
  let stalled = false;
  const stall = () => {
    stalled = true;
    controller.abort();
  };
  let timer = setTimeout(stall, timeoutMs);
  const abort = () => controller.abort(outer?.reason);
  outer?.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    stalled: () => stalled,
    onBytes() {
      clearTimeout(timer);
      timer = setTimeout(stall, timeoutMs);
    },
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

export const stallError = (url: string, cause: unknown) =>
  new TransientError({ subject: url, expected: 'an answer', got: 'silence', cure: 'Try again later', cause });

/** @returns the typed error of what `fetch`, or reading its body, threw. */
export function explainFetchError(error: unknown, url: string, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted || (error instanceof DOMException && error.name === 'AbortError')) {
    return new AbortedError({
      subject: url,
      expected: 'the read to be wanted',
      got: 'an abort',
      cause: error,
    });
  }
  if (!(error instanceof TypeError)) return error;
  // Node tells the reason: ECONNREFUSED, ENOTFOUND. Pages are not told: no network, a wrong name and a refused CORS check look
  // the same.
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  if (globalThis.navigator?.onLine === false) {
    const cure = 'This machine is offline. Connect it, and try again';
    return new TransientError({ subject: url, expected: 'a network', got: 'none', cure, cause: error });
  }
  const reason = typeof code === 'string' ? `${error.message}: ${code}` : error.message;
  return new TransientError({
    subject: url,
    expected: 'an answer from the host',
    got: `a network failure (${reason})`,
    cure:
      typeof code === 'string'
        ? 'Check the address, the network of this machine, and that the host is up'
        : 'Either this machine is offline, the host is down, or it sends no CORS header Access-Control-Allow-Origin',
    cause: error,
  });
}
