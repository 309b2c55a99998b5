import { AVERAGE_KERNEL } from './average-kernel.ts';
import { modeKernel } from './mode-kernel.ts';
import { assembleModule } from './module.ts';

/** Numbers of a row of cells that a kernel fills, all but `count` in bytes of the kernels' memory. */
export type KernelRow = [
  /** Address of the row's first voxel. */
  source: number,
  /** Distance to the cells' next voxel along y; 0 where they have one only, which then counts twice. */
  across: number,
  /** The same along z. */
  plane: number,
  /** Cells, >= 1. */
  count: number,
  /** Address of the first result. */
  target: number,
];

export interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly averageRow: (...row: KernelRow) => void;
  readonly modeRow: (...row: KernelRow) => void;
  readonly sparseModeRow: (...row: KernelRow) => void;
}

let kernels: Kernels | null | undefined;

/** The kernels, made once a thread; null where there is no WebAssembly with 128-bit vectors, or none may be made. */
export function simdKernels(): Kernels | null {
  if (kernels === undefined) kernels = instantiate();
  return kernels;
}

function instantiate(): Kernels | null {
  const bytes = assembleModule([
    AVERAGE_KERNEL,
    modeKernel('modeRow', false),
    modeKernel('sparseModeRow', true),
  ]);
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Kernels;
  } catch {
    // No WebAssembly, none with vectors, or code made at run time is forbidden here (a page's policy, edge workers).
    return null;
  }
}

/** All of the memory, grown to at least `bytes`. */
export function memoryOf({ memory }: Kernels, bytes: number): Uint8Array<ArrayBuffer> {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  return new Uint8Array(memory.buffer as ArrayBuffer);
}
