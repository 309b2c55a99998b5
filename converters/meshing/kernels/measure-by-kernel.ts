import { type Measures, nothing } from '../measure-cells.ts';
import type { CellsOfBlock } from '../pen.ts';
import type { DrawKernels } from './draw-kernels.ts';
import { AT, STRIP } from './draw-memory.ts';

/** `measureCells`, strip by strip. */
export function measureByKernel(
  { cells, configurations }: Omit<CellsOfBlock, 'origin'>,
  { words, bytes, measure }: DrawKernels,
): Measures {
  const at = AT.measures / 4;
  const { x0, y0, x1, y1 } = nothing();
  words.set([x0, y0, x1, y1, 0, 0], at);
  let [numVertices, numIndices] = [0, 0];
  for (let begin = 0; begin < cells.length; begin += STRIP) {
    const end = Math.min(begin + STRIP, cells.length);
    words.set(cells.subarray(begin, end), AT.cells / 4);
    bytes.set(configurations.subarray(begin, end), AT.configurations);
    measure(end - begin);
    // Numbers of a strip fit into 32 bits, those of a label need not.
    numVertices += words[at + 4];
    numIndices += words[at + 5];
    words.fill(0, at + 4, at + 6);
  }
  return { x0: words[at], y0: words[at + 1], x1: words[at + 2], y1: words[at + 3], numVertices, numIndices };
}
