/** Sections of a layer of chunks, 64 as a rule, and those that are read ahead of it. */
const SLICES = 80;
const LEAST_BYTES = 512 * 2 ** 20;
/** Each of some threads may keep as much. */
const SHARE_OF_MEMORY = 1 / 16;

/**
 * How many bytes of decoded slices are worth keeping: a layer of chunks, since every piece of it needs all of its slices
 * again, within 512 MiB or a sixteenth of the memory that is free.
 * @param sliceBytes decoded.
 */
export function sliceCacheBytes(sliceBytes: number, availableBytes = process.availableMemory()): number {
  return Math.min(SLICES * sliceBytes, Math.max(LEAST_BYTES, Math.floor(availableBytes * SHARE_OF_MEMORY)));
}
