import type { ModeTask } from '../mode-task.ts';
import { type Kernels, memoryOf } from './kernels.ts';

const LABEL_BYTES = 8;
/** Of one plane of a strip: with its pair and the results it stays in a core's second-level cache. */
const STRIP_BYTES = 65536;

/** The cells of a row that are whole along x. */
export interface WholeCells {
  readonly first: number;
  readonly count: number;
}

/** Whole cells of two voxels along x, if all are but those cut by the block's ends; else null. */
export function wholePairs(edges: Int32Array): WholeCells | null {
  const cells = edges.length - 1;
  const first = cells > 0 && edges[1] - edges[0] === 1 ? 1 : 0;
  const last = cells > first && edges[cells] - edges[cells - 1] === 1 ? cells - 1 : cells;
  for (let i = first; i < last; i++) if (edges[i + 1] - edges[i] !== 2) return null;
  return last > first ? { first, count: last - first } : null;
}

/** True where no cell is wider than two voxels. */
export const areAtMostPairs = (edges: Int32Array): boolean => {
  for (let i = 1; i < edges.length; i++) if (edges[i] - edges[i - 1] > 2) return false;
  return true;
};

/**
 * The modes of all whole cells, of uint64 in cells of 2 along x and at most 2 along y and z. Strips of rows are copied
 * into the kernel's memory, and their results out of it; cells at the ends of a row are left as they were.
 */
export function modeOfStrips(task: ModeTask, whole: WholeCells, kernels: Kernels): void {
  const { size, cells } = task;
  const rows = Math.max(2, Math.floor(STRIP_BYTES / (size[0] * LABEL_BYTES)));
  for (let cz = 0; cz + 1 < cells.z.length; cz++) {
    let from = 0;
    while (from + 1 < cells.y.length) {
      let to = from + 1;
      while (to + 1 < cells.y.length && cells.y[to + 1] - cells.y[from] <= rows) to++;
      modeOfStrip(task, { cz, from, to, whole }, kernels);
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

function modeOfStrip(task: ModeTask, { cz, from, to, whole }: Strip, kernels: Kernels): void {
  const { size, cells, sparse } = task;
  const [source, target] = [bytesOf(task.source), bytesOf(task.target)];
  const { x, y, z } = cells;
  const across = size[0] * LABEL_BYTES;
  const planeBytes = (y[to] - y[from]) * across;
  const depth = z[cz + 1] - z[cz];
  const resultAt = depth * planeBytes;
  const rowBytes = whole.count * LABEL_BYTES;
  const memory = memoryOf(kernels, resultAt + (to - from) * rowBytes);
  for (let k = 0; k < depth; k++) {
    const at = (y[from] + size[1] * (z[cz] + k)) * across;
    memory.set(source.subarray(at, at + planeBytes), k * planeBytes);
  }
  for (let cy = from; cy < to; cy++) {
    const first = (y[cy] - y[from]) * across + x[whole.first] * LABEL_BYTES;
    const right = y[cy + 1] - y[cy] === 2 ? across : 0;
    const result = resultAt + (cy - from) * rowBytes;
    kernels.modeRow(first, right, depth === 2 ? planeBytes : 0, whole.count, result, Number(sparse));
  }
  const rowOfCells = x.length - 1;
  const at = (rowOfCells * (from + (y.length - 1) * cz) + whole.first) * LABEL_BYTES;
  if (rowOfCells === whole.count) {
    target.set(memory.subarray(resultAt, resultAt + (to - from) * rowBytes), at);
    return;
  }
  for (let i = 0; i < to - from; i++) {
    const result = resultAt + i * rowBytes;
    target.set(memory.subarray(result, result + rowBytes), at + i * rowOfCells * LABEL_BYTES);
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
