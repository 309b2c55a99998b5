import type { ModeTask } from './mode-task.ts';
import { type Kernels, simdKernels } from './simd/kernels.ts';
import { runStrips } from './simd/strips.ts';
import { cutCells, type WholeCells, wholeCells } from './simd/whole-cells.ts';
import { Votes } from './votes.ts';

/** A row of cells: its voxels along y and z, and where its first cell goes. */
interface Row {
  readonly y0: number;
  readonly y1: number;
  readonly z0: number;
  readonly z1: number;
  readonly at: number;
}

/**
 * The most frequent label of each cell. Ties go to the label that comes first in scan order (x fastest, then y, z);
 * with `sparse`, 0 loses every tie.
 * @param kernels WebAssembly for pairs of uint64; null runs the loops below, which give the same labels.
 */
export function modeCells(task: ModeTask, kernels: Kernels | null = simdKernels()): void {
  const whole = task.lanes === 2 ? wholeCells(task.cells) : null;
  if (kernels && whole) {
    modeOfStrips(task, whole, kernels);
    countEnds(task, whole);
    return;
  }
  const { x, y, z } = task.cells;
  const votes = new Votes(task.sparse);
  let at = 0;
  for (let cz = 1; cz < z.length; cz++) {
    for (let cy = 1; cy < y.length; cy++) {
      const row = { y0: y[cy - 1], y1: y[cy], z0: z[cz - 1], z1: z[cz], at };
      if (row.y1 - row.y0 === 2 && row.z1 - row.z0 <= 2) modeOfQuads(task, row, votes);
      else for (let cx = 0; cx + 1 < x.length; cx++) countCell(task, row, cx, votes);
      at += x.length - 1;
    }
  }
}

function modeOfStrips(task: ModeTask, whole: WholeCells, kernels: Kernels): void {
  const { size, cells, sparse } = task;
  const strips = { source: bytesOf(task.source), target: bytesOf(task.target), voxelBytes: 8, size, cells };
  runStrips(strips, whole, kernels, sparse ? kernels.sparseModeRow : kernels.modeRow);
}

/** The cells that the block's ends cut along x. */
function countEnds(task: ModeTask, whole: WholeCells): void {
  const { x, y, z } = task.cells;
  const ends = cutCells(task.cells, whole);
  if (ends.length === 0) return;
  const votes = new Votes(task.sparse);
  let at = 0;
  for (let cz = 1; cz < z.length; cz++) {
    for (let cy = 1; cy < y.length; cy++) {
      const row = { y0: y[cy - 1], y1: y[cy], z0: z[cz - 1], z1: z[cz], at };
      for (const cx of ends) countCell(task, row, cx, votes);
      at += x.length - 1;
    }
  }
}

/** Rows of cells of 2 voxels along y and at most 2 along z: where the four of the first plane agree, they win. */
function modeOfQuads(task: ModeTask, row: Row, votes: Votes): void {
  const { source, target, lanes, size, cells, sparse } = task;
  const high = lanes - 1;
  const across = size[0] * lanes;
  const plane = size[0] * (row.y0 + size[1] * row.z0) * lanes;
  const voidLosesTies = sparse && row.z1 - row.z0 === 2;
  const edges = cells.x;
  for (let cx = 0; cx + 1 < edges.length; cx++) {
    const a = plane + edges[cx] * lanes;
    const b = a + across;
    const low = source[a];
    const top = source[a + high];
    const differs =
      (low ^ source[a + lanes]) |
      (low ^ source[b]) |
      (low ^ source[b + lanes]) |
      (top ^ source[a + lanes + high]) |
      (top ^ source[b + high]) |
      (top ^ source[b + lanes + high]);
    if (differs !== 0 || edges[cx + 1] - edges[cx] !== 2 || (voidLosesTies && (low | top) === 0)) {
      countCell(task, row, cx, votes);
      continue;
    }
    const at = (row.at + cx) * lanes;
    target[at] = low;
    target[at + high] = top;
  }
}

function countCell(
  { source, target, lanes, size, cells }: ModeTask,
  row: Row,
  cx: number,
  votes: Votes,
): void {
  const high = lanes - 1;
  votes.clear((row.z1 - row.z0) * (row.y1 - row.y0) * (cells.x[cx + 1] - cells.x[cx]));
  for (let z = row.z0; z < row.z1; z++) {
    for (let y = row.y0; y < row.y1; y++) {
      const first = size[0] * (y + size[1] * z);
      for (let x = cells.x[cx]; x < cells.x[cx + 1]; x++) {
        const at = (first + x) * lanes;
        votes.add(source[at], source[at + high]);
      }
    }
  }
  const at = (row.at + cx) * lanes;
  const winner = votes.winner();
  target[at] = votes.low(winner);
  if (high > 0) target[at + high] = votes.high(winner);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
