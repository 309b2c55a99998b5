export { type BlockCells, findBlockCells } from './block-cells.ts';
export {
  type CellsEntry,
  type CellsHead,
  encodeBlockCells,
  type ReadBytes,
  readCells,
  readCellsHead,
} from './cells-file.ts';
export { type DenseLabels, denseLabels } from './dense-labels.ts';
export { drawLabel } from './draw-label.ts';
export { createRunReader, type LayerRuns } from './label-runs.ts';
export type { LatticeMesh } from './lattice-mesh.ts';
export { type LabelMesh, toNanometres } from './mesh.ts';
export { type MeshLabelsOptions, meshLabels } from './mesh-labels.ts';
export type { Padding } from './padding.ts';
export type { CellsOfBlock } from './pen.ts';
