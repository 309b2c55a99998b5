import type { Xyz } from '../../../datasets/geometry/index.ts';
import type { CellsOfBlock } from '../pen.ts';
import type { DrawKernels } from './draw-kernels.ts';
import { AT, CORNER_BYTES, MAX_PIECES, PIECE_BYTES, STRIP } from './draw-memory.ts';

/** Copied one by one: for a few cells a view of them costs more. */
const FEW = 24;

/** Cells on their way into the drawing kernel, as pieces of one block each. */
export class Strip {
  private numCells = 0;
  private numPieces = 0;
  private lastPart: CellsOfBlock | undefined;
  private readonly kernels: DrawKernels;
  private readonly lower: Xyz;
  private readonly row: number;

  /** @param lower first cell of the label's box. @param row corners from one row to the next. */
  constructor(kernels: DrawKernels, lower: Xyz, row: number) {
    this.kernels = kernels;
    this.lower = lower;
    this.row = row;
  }

  /** Takes cells of a part from `begin` on. @returns the first that has no room, or `end`. */
  add(part: CellsOfBlock, begin: number, end: number): number {
    const count = Math.min(end - begin, STRIP - this.numCells);
    if (count === 0 || !this.hasPieceFor(part)) return begin;
    this.copy(part, begin, count);
    this.numCells += count;
    this.kernels.words[(AT.pieces + this.piecesBytes - PIECE_BYTES) / 4] = AT.cells + 4 * this.numCells;
    return begin + count;
  }

  /** Bytes of the pieces; 0: nothing is in it. */
  get piecesBytes(): number {
    return this.numPieces * PIECE_BYTES;
  }

  clear(): void {
    this.numCells = 0;
    this.numPieces = 0;
    this.lastPart = undefined;
  }

  private hasPieceFor(part: CellsOfBlock): boolean {
    if (part === this.lastPart) return true;
    if (this.numPieces === MAX_PIECES) return false;
    const { lower, row } = this;
    const { words } = this.kernels;
    const { origin } = part;
    const at = (AT.pieces + this.piecesBytes) / 4;
    words[at + 1] = AT.known + CORNER_BYTES * (origin[0] - lower[0] + row * (origin[1] - lower[1]));
    words[at + 2] = origin[2] - lower[2];
    for (const axis of [0, 1, 2]) words[at + 4 + axis] = 2 * origin[axis];
    this.numPieces++;
    this.lastPart = part;
    return true;
  }

  private copy({ cells, configurations }: CellsOfBlock, begin: number, count: number): void {
    const { words, bytes } = this.kernels;
    const toCell = AT.cells / 4 + this.numCells;
    const toConfiguration = AT.configurations + this.numCells;
    if (count > FEW) {
      words.set(cells.subarray(begin, begin + count), toCell);
      bytes.set(configurations.subarray(begin, begin + count), toConfiguration);
      return;
    }
    for (let i = 0; i < count; i++) {
      words[toCell + i] = cells[begin + i];
      bytes[toConfiguration + i] = configurations[begin + i];
    }
  }
}
