import { MODE_KERNEL } from './mode-kernel.ts';
import { assembleModule } from './module.ts';

export interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly modeRow: (
    source: number,
    across: number,
    plane: number,
    count: number,
    target: number,
    sparse: number,
  ) => void;
}

let kernels: Kernels | null | undefined;

/** The kernels, made once a thread; null where the machine has no WebAssembly with 128-bit vectors. */
export function simdKernels(): Kernels | null {
  if (kernels === undefined) kernels = instantiate();
  return kernels;
}

function instantiate(): Kernels | null {
  const bytes = assembleModule([MODE_KERNEL]);
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(bytes)) return null;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Kernels;
}

/** All of the memory, grown to at least `bytes`. */
export function memoryOf({ memory }: Kernels, bytes: number): Uint8Array<ArrayBuffer> {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  return new Uint8Array(memory.buffer as ArrayBuffer);
}
