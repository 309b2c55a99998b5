import { assembleModule, type KernelCode } from './module.ts';

/** What every module of kernels exports beside its functions. */
export interface KernelMemory {
  readonly memory: WebAssembly.Memory;
}

const PAGE = 65536;

/**
 * Kernels ready to be called, with one page of memory.
 * @returns null where there is no WebAssembly with 128-bit vectors, or none may be made: the caller has plain loops then.
 */
export function instantiateKernels<T extends KernelMemory>(kernels: readonly KernelCode[]): T | null {
  try {
    const module = new WebAssembly.Module(assembleModule(kernels));
    return new WebAssembly.Instance(module).exports as unknown as T;
  } catch {
    // No WebAssembly, none with vectors, or code made at run time is forbidden here (a page's policy, edge workers).
    return null;
  }
}

/** All of the memory, grown to at least `bytes`. Arrays over it are dead after the next growth. */
export function memoryOf({ memory }: KernelMemory, bytes: number): Uint8Array<ArrayBuffer> {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return new Uint8Array(memory.buffer as ArrayBuffer);
}
