import { isFloodlightError } from '../../datasets/errors.ts';

/** What Node ends a thread with whose heap is full. */
export const HEAP_FULL = 'ERR_WORKER_OUT_OF_MEMORY';

/**
 * Whether memory did not suffice: an array that the engine could not make, WebAssembly that could not grow, a thread whose
 * heap was full, or what we called too large. Beside fewer others, the same may fit.
 */
export function isOutOfMemory(error: unknown): boolean {
  if (isFloodlightError(error, 'too-large')) return true;
  if (!(error instanceof Error)) return false;
  if ((error as { code?: unknown }).code === HEAP_FULL) return true;
  const isEngines = error instanceof RangeError || error instanceof WebAssembly.RuntimeError;
  return isEngines && /alloc|array|memory|OOM|size exceeded/i.test(error.message);
}
