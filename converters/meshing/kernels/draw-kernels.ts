import { instantiateKernels, type KernelMemory, memoryOf } from '../../../datasets/assembler/index.ts';
import { NUM_CONFIGURATIONS } from '../cube.ts';
import { EDGES_PER_CORNER, edgesOfTriangles } from '../known-edges.ts';
import { marchingCubesTable } from '../marching-cubes-table.ts';
import { DRAW_KERNEL } from './draw-kernel.ts';
import { AT, ENTRY_BYTES, PARITY_BYTES } from './draw-memory.ts';
import { MEASURE_KERNEL } from './measure-kernel.ts';

interface Exports extends KernelMemory {
  readonly measure: (count: number) => void;
  readonly draw: (firstPiece: number, lastPiece: number, rowBytes: number) => void;
}

/** The kernels that draw, with their memory as words and bytes; both are replaced where it grows. */
export interface DrawKernels extends Pick<Exports, 'measure' | 'draw'> {
  readonly words: Int32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Makes room for the known vertices of `corners` corners, `row` from one row to the next. */
  prepare(corners: number, row: number): void;
}

let kernels: DrawKernels | null | undefined;

/** Made once a thread; null where there can be none (`instantiateKernels`). */
export function drawKernels(): DrawKernels | null {
  if (kernels === undefined) {
    const exports = instantiateKernels<Exports>([MEASURE_KERNEL, DRAW_KERNEL]);
    kernels = exports && withTables(exports);
  }
  return kernels;
}

function withTables(exports: Exports): DrawKernels {
  const views = { bytes: memoryOf(exports, AT.known), words: new Int32Array(0), row: 0 };
  views.words = new Int32Array(views.bytes.buffer);
  const { ownVertices, triangleStart } = marchingCubesTable();
  for (let c = 0; c < NUM_CONFIGURATIONS; c++) {
    views.words[AT.counts / 4 + 2 * c] = ownVertices[c];
    views.words[AT.counts / 4 + 2 * c + 1] = triangleStart[c + 1] - triangleStart[c];
  }
  return {
    measure: exports.measure,
    draw: exports.draw,
    get words() {
      return views.words;
    },
    get bytes() {
      return views.bytes;
    },
    prepare(corners, row) {
      const length = AT.known + 4 * EDGES_PER_CORNER * corners;
      if (length > views.bytes.length) {
        views.bytes = memoryOf(exports, length);
        views.words = new Int32Array(views.bytes.buffer);
      }
      if (row !== views.row) writeEntries(views.words, row);
      views.row = row;
    },
  };
}

/** `edgesOfTriangles` as bytes, each configuration's beginning `ENTRY_BYTES` after the one before. */
function writeEntries(words: Int32Array, row: number): void {
  const { triangleStart } = marchingCubesTable();
  for (const parity of [0, 1] as const) {
    const edges = edgesOfTriangles(row, parity);
    for (let c = 0; c < NUM_CONFIGURATIONS; c++) {
      const at = (AT.entries + parity * PARITY_BYTES + c * ENTRY_BYTES) / 4;
      for (let i = triangleStart[c]; i < triangleStart[c + 1]; i++)
        words[at + i - triangleStart[c]] = 4 * edges[i];
    }
  }
}
