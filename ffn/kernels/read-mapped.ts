import { TransientError } from '../../datasets/errors.ts';

/** GPUMapMode.READ, which is a global in browsers only. */
const MAP_READ = 0x1;

/** A device did not give back what it computed: that is how a lost one is noticed. */
export class ReadBackError extends TransientError {}

/**
 * Maps a staging buffer, hands its bytes to `use` and unmaps it. Waits for everything submitted before.
 * @param use keeps none of the bytes: they are gone when it returns.
 * @param bytes from the start; default all.
 * @throws ReadBackError
 */
export async function readMapped<T>(
  staging: GPUBuffer,
  use: (bytes: ArrayBuffer) => T,
  bytes: number = staging.size,
): Promise<T> {
  let mapped: ArrayBuffer;
  try {
    await staging.mapAsync(MAP_READ, 0, bytes);
    mapped = staging.getMappedRange(0, bytes);
  } catch (cause) {
    const { name, message } = cause as Partial<Error>;
    const got = message || name || 'a refusal without a reason';
    throw new ReadBackError({ subject: staging.label, expected: 'the device to give it back', got, cause });
  }
  try {
    return use(mapped);
  } finally {
    staging.unmap();
  }
}
