import { memoryOf } from '../../../assembler/index.ts';
import type { Xyz } from '../../../geometry/index.ts';
import type { Cells } from '../cells.ts';
import type { KernelRow, Kernels } from './kernels.ts';
import type { WholeCells } from './whole-cells.ts';

/** Of one plane of a strip: with its pair and the results it stays in a core's second-level cache. */
const STRIP_BYTES = 65536;
/** A kernel may read and write this far behind a row's end: what it leaves there is overwritten, or never copied out. */
const SLACK_BYTES = 64;

/** Voxels as bytes, and where the cells' results go. */
export interface StripTask {
  readonly source: Uint8Array;
  readonly target: Uint8Array;
  readonly voxelBytes: number;
  readonly size: Xyz;
  readonly cells: Cells;
}

type RowKernel = (...row: KernelRow) => void;

/**
 * Runs a kernel on all whole cells. Strips of rows are copied into the kernels' memory, and their results out of it;
 * cells at the ends of a row are left as they were.
 */
export function runStrips(task: StripTask, whole: WholeCells, kernels: Kernels, kernel: RowKernel): void {
  const { y, z } = task.cells;
  const rows = Math.max(2, Math.floor(STRIP_BYTES / (task.size[0] * task.voxelBytes)));
  for (let cz = 0; cz + 1 < z.length; cz++) {
    let from = 0;
    while (from + 1 < y.length) {
      let to = from + 1;
      while (to + 1 < y.length && y[to + 1] - y[from] <= rows) to++;
      runStrip(task, { cz, from, to, whole }, kernels, kernel);
      from = to;
    }
  }
}

/** Cells `[from, to)` along y of one layer of cells. */
interface Strip {
  readonly cz: number;
  readonly from: number;
  readonly to: number;
  readonly whole: WholeCells;
}

function runStrip(task: StripTask, strip: Strip, kernels: Kernels, kernel: RowKernel): void {
  const { source, size, cells, voxelBytes } = task;
  const { cz, from, to, whole } = strip;
  const { x, y, z } = cells;
  const across = size[0] * voxelBytes;
  const planeBytes = (y[to] - y[from]) * across;
  const depth = z[cz + 1] - z[cz];
  const resultAt = depth * planeBytes;
  const rowBytes = whole.count * voxelBytes;
  const memory = memoryOf(kernels, resultAt + (to - from) * rowBytes + SLACK_BYTES);
  for (let k = 0; k < depth; k++) {
    const at = (y[from] + size[1] * (z[cz] + k)) * across;
    memory.set(source.subarray(at, at + planeBytes), k * planeBytes);
  }
  for (let cy = from; cy < to; cy++) {
    const first = (y[cy] - y[from]) * across + x[whole.first] * voxelBytes;
    const right = y[cy + 1] - y[cy] === 2 ? across : 0;
    kernel(first, right, depth === 2 ? planeBytes : 0, whole.count, resultAt + (cy - from) * rowBytes);
  }
  copyOut(task, strip, memory.subarray(resultAt));
}

/** Rows of results, which are packed, to their places. */
function copyOut(
  { target, cells, voxelBytes }: StripTask,
  { cz, from, to, whole }: Strip,
  results: Uint8Array,
): void {
  const rowOfCells = cells.x.length - 1;
  const rowBytes = whole.count * voxelBytes;
  const at = (rowOfCells * (from + (cells.y.length - 1) * cz) + whole.first) * voxelBytes;
  if (rowOfCells === whole.count) {
    target.set(results.subarray(0, (to - from) * rowBytes), at);
    return;
  }
  for (let i = 0; i < to - from; i++) {
    target.set(results.subarray(i * rowBytes, (i + 1) * rowBytes), at + i * rowOfCells * voxelBytes);
  }
}
