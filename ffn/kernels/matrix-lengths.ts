import { MATRIX_EDGE, type MatrixTile } from './matrix-shape.ts';
import type { PaddedGrid } from './padded-grid.ts';

/** Words of four bytes of the buffers that grow with the grid. */
export interface MatrixLengths {
  /** Positions of one part of the activations: as many as all workgroups read. */
  readonly gridLength: number;
  readonly workgroups: number;
  readonly inputWords: number;
  /** Of each of the two that layers hand each other. */
  readonly activationWords: number;
  readonly trunkWords: number;
}

export function matrixLengths(grid: PaddedGrid, features: number, tile: MatrixTile): MatrixLengths {
  const [, sizeY, sizeX] = grid.size;
  const row = sizeX + 1;
  const border = row * (sizeY + 1) + row + 1;
  const ofWorkgroup = MATRIX_EDGE * tile.tiles * tile.subgroups;
  const workgroups = Math.ceil(grid.positions / ofWorkgroup);
  const gridLength = workgroups * ofWorkgroup + 2 * border;
  const parts = tile.isSplit ? 2 : 1;
  const wordsOf = (channels: number) => (parts * gridLength * channels) / (tile.isEmulated ? 1 : 2);
  return {
    gridLength,
    workgroups,
    inputWords: wordsOf(MATRIX_EDGE),
    activationWords: wordsOf(features),
    trunkWords: gridLength * features,
  };
}
