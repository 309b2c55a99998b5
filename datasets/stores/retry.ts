import { isFloodlightError } from '../errors.ts';
import { SlowDownError } from './http-status.ts';
import { throwIfAborted } from './range.ts';

/** Time, for tests that do not wait. */
export interface Clock {
  /** Milliseconds, from any start. */
  now(): number;
  /** Calls back once after so long. @returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export interface RetryOptions {
  /** Tries in all. Default 6. */
  readonly maxAttempts?: number;
  /** The first wait is between 0 and this, each next up to twice as long. Default 250. */
  readonly baseDelayMs?: number;
  /** Default 10,000. */
  readonly maxDelayMs?: number;
  /** Tries and waits together; the try that runs at its end is aborted. Default 120,000. */
  readonly deadlineMs?: number;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
}

const RETRY_DEFAULTS = { maxAttempts: 6, baseDelayMs: 250, maxDelayMs: 10_000, deadlineMs: 120_000 } as const;

/** A host may ask for an hour; nobody waits so long. */
const MAX_RETRY_AFTER_MS = 60_000;

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Runs a task again where it failed with a transient error: full jitter, never before what Retry-After asks (at most
 * 60 s), up to a total deadline.
 * @throws the last error of the task; AbortedError where the caller's signal aborts, while waiting too.
 * Source: Marc Brooker, Exponential Backoff And Jitter, AWS Architecture Blog 2015.
 */
export async function retry<T>(
  task: (signal: AbortSignal) => Promise<T>,
  { subject, signal, ...options }: RetryOptions & { readonly subject: string; readonly signal?: AbortSignal },
): Promise<T> {
  const { maxAttempts, baseDelayMs, maxDelayMs, deadlineMs } = { ...RETRY_DEFAULTS, ...options };
  const { clock = SYSTEM_CLOCK, random = Math.random } = options;
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  throwIfAborted(signal, subject);
  signal?.addEventListener('abort', abort);
  const endsAt = clock.now() + deadlineMs;
  const cancelDeadline = clock.after(deadlineMs, () => controller.abort());
  let last: unknown;
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await task(controller.signal);
      } catch (error) {
        throwIfAborted(signal, subject);
        // An abort that is not the caller's is the deadline: what it waited for is the better message.
        if (controller.signal.aborted) throw last ?? error;
        if (!isFloodlightError(error, 'transient') || attempt >= maxAttempts) throw error;
        last = error;
        const jitterMs = random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
        const waitMs = Math.max(jitterMs, askedMs(error));
        if (clock.now() + waitMs >= endsAt) throw error;
        await pause(waitMs, clock, controller.signal);
        throwIfAborted(signal, subject);
      }
    }
  } finally {
    cancelDeadline();
    signal?.removeEventListener('abort', abort);
  }
}

const askedMs = (error: unknown): number =>
  error instanceof SlowDownError ? Math.min(error.retryAfterMs, MAX_RETRY_AFTER_MS) : 0;

/** Ends early, without an error, when the signal aborts. */
function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener('abort', end);
  });
}
