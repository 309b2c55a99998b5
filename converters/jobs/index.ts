export { type MeshJobOptions, type MeshSummary, meshDataset } from './mesh-dataset.ts';
