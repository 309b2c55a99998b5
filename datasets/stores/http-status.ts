import { type FloodlightError, ForbiddenError, InvalidDataError, TransientError } from '../errors.ts';

/** A host that asked to be left alone for a while. */
export class SlowDownError extends TransientError {
  /** What its Retry-After header said, in milliseconds from now. */
  readonly retryAfterMs: number;

  constructor(parts: ConstructorParameters<typeof TransientError>[0], retryAfterMs: number) {
    super(parts);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A host that does not know who asks, or no longer: a token has ended. Other credentials may be let in. */
export class UnauthorizedError extends ForbiddenError {}

/** @returns the typed error of a status that is neither success nor "missing". */
export function statusError(response: Response, url: string): FloodlightError {
  const { status } = response;
  const parts = { subject: url, expected: 'status 200, 206 or 404', got: `status ${status}` };
  if (status === 401 || status === 403) {
    const cure = 'Check credentials, and that the host lets this object be read';
    return status === 401
      ? new UnauthorizedError({ ...parts, cure })
      : new ForbiddenError({ ...parts, cure });
  }
  if (status !== 408 && status !== 429 && status < 500)
    return new InvalidDataError({ ...parts, cure: 'Check the address' });
  const cure =
    status === 429 ? 'The host asks to slow down: try again later' : 'The host has a fault: try again later';
  const waitMs = parseRetryAfter(response.headers.get('retry-after'), Date.now());
  return waitMs === undefined
    ? new TransientError({ ...parts, cure })
    : new SlowDownError({ ...parts, cure }, waitMs);
}

/**
 * Reads a Retry-After header: seconds, or an HTTP date.
 * @param nowMs since the epoch.
 * @returns milliseconds to wait, at least 0; undefined where there is no readable header. Source: RFC 9110, 10.2.3.
 */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
