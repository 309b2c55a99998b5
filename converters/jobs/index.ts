export { type ConvertOptions, convertVolume } from './convert-volume.ts';
export { type Estimate, estimateConversion, formatEstimate } from './estimate.ts';
export { type MeshJobOptions, type MeshSummary, meshDataset } from './mesh-dataset.ts';
export { describeSegmentation, type SegmentJob, segmentVolume } from './segment-volume.ts';
