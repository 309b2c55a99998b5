export { assertFits, findDoubts, findMisfits, type InputToCheck } from './check-input.ts';
export { type CompletedLabels, type CompleteOptions, completeLabels } from './complete-labels.ts';
export {
  type ConvertInputOptions,
  checkDestination,
  completeText,
  convertInput,
  type DestinationState,
} from './convert-input.ts';
export { type ConvertOptions, convertVolume } from './convert-volume.ts';
export { type ConvertZarrOptions, convertToZarr, describeZarr } from './convert-zarr.ts';
export {
  type DownsampleDatasetOptions,
  type DownsampleSummary,
  downsampleDataset,
} from './downsample-dataset.ts';
export type { DownsampleRequest } from './downsample-plan.ts';
export {
  costOf,
  type Estimate,
  type EstimateTarget,
  estimateConversion,
  formatBytes,
  formatEstimate,
} from './estimate.ts';
export { type AllEstimate, estimateAll, formatAll } from './estimate-all.ts';
export {
  type EstimateOptions,
  estimateSegmentation,
  formatSegmentationEstimate,
  type SegmentationEstimate,
} from './estimate-segmentation.ts';
export {
  estimateTraining,
  formatTrainingEstimate,
  type TrainingEstimate,
  type TrainingPlan,
} from './estimate-training.ts';
export { encodeEvaluation, formatEvaluation } from './evaluate-format.ts';
export { type ErrorViewOptions, errorView } from './evaluate-link.ts';
export { type EvaluateOptions, type Evaluation, evaluateVolumes } from './evaluate-volumes.ts';
export {
  type DatasetReport,
  inspectDataset,
  inspectRoot,
  type RootReport,
  type ScaleReport,
} from './inspect-dataset.ts';
export type { FolderReport } from './inspect-folder.ts';
export {
  describeVolume,
  formatDataset,
  formatRoot,
  formatVolume,
  type VolumeReport,
} from './inspect-format.ts';
export { describeSource, formatSource, type SourceReport } from './inspect-source.ts';
export { datasetStore } from './inspect-store.ts';
export { type ImageStatistics, measureImage } from './measure-image.ts';
export { type Membranes, measurePolarity, type PolarityMeasure } from './measure-polarity.ts';
export { defaultMemoryBytes, threadsWithin } from './memory.ts';
export {
  type ExportMeshOptions,
  exportMeshFiles,
  type MeshJobOptions,
  type MeshPlan,
  type MeshSummary,
  meshDataset,
  planMeshes,
} from './mesh-dataset.ts';
export { type PartitionOptions, type PartitionSummary, partitionVolume } from './partition-volume.ts';
export { type ReconcileJobOptions, type ReconcileSummary, reconcileVolume } from './reconcile-volume.ts';
export { sampleDigest } from './sample-digest.ts';
export { describeSegmentation, type SegmentJob, segmentVolume } from './segment-volume.ts';
export { DEFAULT_MAX_BOX, type SkeletonizeOptions } from './skeleton-request.ts';
export {
  planSkeletonize,
  type SkeletonizePlan,
  type SkeletonizeSummary,
  skeletonizeDataset,
} from './skeletonize-dataset.ts';
export { type TrainEvent, type TrainJob, type TrainSummary, trainNetwork } from './train-network.ts';
export { createTrainProgress } from './train-progress.ts';
export { openTrainingCompute, type TrainingCompute } from './training-compute.ts';
export { type VerifyOptions, type VerifyReport, verifyDataset } from './verify-dataset.ts';
export { formatVerification } from './verify-format.ts';
export {
  VIEW_FILE,
  type View,
  type ViewedDataset,
  type ViewedLabels,
  writeViewFile,
} from './viewer-file.ts';
export {
  type CoordinateOptions,
  type CoordinateSummary,
  shardNames,
  writeCoordinates,
} from './write-coordinates.ts';
export { type PhantomJob, writePhantom } from './write-phantom.ts';
export { type PropertiesOptions, type PropertiesSummary, writeProperties } from './write-properties.ts';
