import { type KernelMemory, memoryOf } from '../../datasets/assembler/index.ts';

/** Pieces of the kernels' memory, given out once, all zero. */
export interface Arena {
  /** @returns the address of `bytes` bytes, a multiple of 64. */
  take(bytes: number): number;
  /** Floats there; dead after the next `take`. */
  floats(address: number, count: number): Float32Array<ArrayBuffer>;
  /** Bytes that were given out. */
  readonly size: number;
}

const ALIGNMENT = 64;

export function createArena(kernels: KernelMemory): Arena {
  let end = ALIGNMENT;
  return {
    get size() {
      return end;
    },
    take(bytes) {
      const address = end;
      end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      memoryOf(kernels, end);
      return address;
    },
    floats: (address, count) => new Float32Array(kernels.memory.buffer as ArrayBuffer, address, count),
  };
}
