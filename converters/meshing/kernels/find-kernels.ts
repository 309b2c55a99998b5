import { instantiateKernels, type KernelMemory, memoryOf } from '../../../datasets/assembler/index.ts';
import { FIND_AT } from './find-memory.ts';
import { placesOfBits } from './list-places.ts';
import { numberKernel } from './number-kernel.ts';
import { SCAN_KERNEL } from './scan-kernel.ts';

/** Fill a row of numbers from labels of 4 or of 8 bytes (`numberKernel`). */
type NumberRow = (source: number, count: number, target: number, counted: 0 | -1) => number;

interface Exports extends KernelMemory {
  readonly numberWords: NumberRow;
  readonly numberPairs: NumberRow;
  /** Parameters in the order of `SCAN_KERNEL`. */
  readonly scan: (
    ...row: [lower: number, upper: number, rowBytes: number, length: number, first: number]
  ) => void;
}

/** The kernels that find cells, with their memory as words and bytes; both are replaced where it grows. */
export interface FindKernels extends Exports {
  words: Int32Array<ArrayBuffer>;
  bytes: Uint8Array<ArrayBuffer>;
}

let kernels: FindKernels | null | undefined;

/** Made once a thread; null where there can be none (`instantiateKernels`). */
export function findKernels(): FindKernels | null {
  if (kernels === undefined) {
    const exports = instantiateKernels<Exports>([
      numberKernel('numberWords', 4),
      numberKernel('numberPairs', 8),
      SCAN_KERNEL,
    ]);
    kernels = exports && { ...exports, words: new Int32Array(0), bytes: new Uint8Array(0) };
  }
  return kernels;
}

/** Makes the memory at least so long. */
export function reserve(kernels: FindKernels, bytes: number): void {
  if (kernels.bytes.length >= bytes) return;
  kernels.bytes = memoryOf(kernels, bytes);
  kernels.words = new Int32Array(kernels.bytes.buffer);
  kernels.words.set(placesOfBits(), FIND_AT.places / 4);
}
