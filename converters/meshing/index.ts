export { type BlockCells, findBlockCells } from './block-cells.ts';
export {
  type CellsEntry,
  type CellsHead,
  encodeBlockCells,
  type ReadBytes,
  readCells,
  readCellsHead,
} from './cells-file.ts';
export { type DenseLabels, denseLabels, type Padding } from './dense-labels.ts';
export { type CellsOfBlock, drawLabel, type LatticeMesh } from './draw-label.ts';
export { type LabelMesh, toNanometres } from './mesh.ts';
export { type MeshLabelsOptions, meshLabels } from './mesh-labels.ts';
