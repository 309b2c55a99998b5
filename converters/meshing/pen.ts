import type { Xyz } from '../../datasets/geometry/index.ts';
import type { LatticeMesh } from './lattice-mesh.ts';

/** Cells of one label that one block has. */
export interface CellsOfBlock {
  /** Place of the block's first cell among those of the volume: that between voxels -1 and 0 is cell 0. */
  readonly origin: Xyz;
  /** Places as in `BlockCells`, ascending. */
  readonly cells: Uint32Array;
  readonly configurations: Uint8Array;
}

/** What is known of a label before it is drawn, so that its mesh can be drawn straight into arrays of its size. */
export interface PenOptions {
  /** First cell of the label's box. */
  readonly lower: Xyz;
  /** Cells per axis of the label's box. */
  readonly size: Xyz;
  readonly numVertices: number;
  readonly numIndices: number;
}

/** Draws the mesh of one label. */
export interface Pen {
  /**
   * Draws cells `[begin, end)` of a part: the first of the four cells around an edge makes its vertex, the others find it by
   * the place of the edge. Of the cells of the label's box, those before them in the order z, y, x must have been drawn.
   */
  draw(part: CellsOfBlock, begin: number, end: number): void;
  /** The mesh, when all has been drawn. */
  finish(): LatticeMesh;
}
