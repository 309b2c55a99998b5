import { availableParallelism, totalmem } from 'node:os';

/** Work leaves the rest to the files' cache and to other programs. */
const SHARE = 0.5;

/**
 * What work may take where nobody says it: half of the machine's memory, or of what its container is allowed.
 * @param limit of the container, bytes; 0 or more than the machine has: none.
 */
export function defaultMemoryBytes(limit = process.constrainedMemory() || 0): number {
  const machine = totalmem();
  return SHARE * (limit > 0 ? Math.min(machine, limit) : machine);
}

/** Threads that fit into a memory, at least one and at most one a core. */
export const threadsWithin = (memoryBytes: number, bytesPerThread: number): number =>
  Math.max(1, Math.min(availableParallelism(), Math.floor(memoryBytes / Math.max(1, bytesPerThread))));
