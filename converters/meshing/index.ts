export { type DenseLabels, denseLabels } from './dense-labels.ts';
export { type LabelMesh, toNanometres } from './mesh.ts';
export { type MeshLabelsOptions, meshLabels } from './mesh-labels.ts';
