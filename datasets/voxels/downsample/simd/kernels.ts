import { instantiateKernels, type KernelMemory } from '../../../assembler/index.ts';
import { AVERAGE_KERNEL } from './average-kernel.ts';
import { modeKernel } from './mode-kernel.ts';

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

export interface Kernels extends KernelMemory {
  readonly averageRow: (...row: KernelRow) => void;
  readonly modeRow: (...row: KernelRow) => void;
  readonly sparseModeRow: (...row: KernelRow) => void;
}

let kernels: Kernels | null | undefined;

/** The kernels, made once a thread; null where there can be none (`instantiateKernels`). */
export function simdKernels(): Kernels | null {
  if (kernels === undefined)
    kernels = instantiateKernels<Kernels>([
      AVERAGE_KERNEL,
      modeKernel('modeRow', false),
      modeKernel('sparseModeRow', true),
    ]);
  return kernels;
}
