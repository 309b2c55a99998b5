import { type ErrorTag, FloodlightError, isFloodlightError } from '../../datasets/errors.ts';
import { HEAP_FULL, isOutOfMemory } from './out-of-memory.ts';

/** An error on its way between threads: copying one loses its class and fields. */
export interface WireError {
  readonly message: string;
  readonly stack?: string;
  /** The operating system's name for it: ENOSPC; or `HEAP_FULL` for all that memory did not suffice for. */
  readonly code?: string;
  readonly ours?: { readonly tag: ErrorTag; readonly subject: string; readonly cure?: string };
}

export function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack } = error;
  const code = isOutOfMemory(error) ? HEAP_FULL : (error as { code?: unknown }).code;
  const ours = isFloodlightError(error)
    ? { tag: error.tag, subject: error.subject, cure: error.cure }
    : undefined;
  return { message, stack, code: typeof code === 'string' ? code : undefined, ours };
}

/** @returns an error with the same message, tag or code, so that it means the same exit status. */
export function fromWire({ message, stack, code, ours }: WireError): Error {
  if (!ours) return Object.assign(new Error(message), { stack, ...(code === undefined ? {} : { code }) });
  const error = new FloodlightError(ours.tag, { ...ours, expected: '', got: '' });
  return Object.assign(error, { message, stack });
}
