export { type LabelMesh, toNanometres } from './mesh.ts';
export { type MeshLabelsOptions, meshLabels } from './mesh-labels.ts';
