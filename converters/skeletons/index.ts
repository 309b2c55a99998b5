export { type FindRunsInput, findRuns, type LabelRuns } from './find-runs.ts';
export { lengthNmOf } from './length.ts';
export { mergeRuns, type RunsOfBlock, type WholeLabel } from './merge-runs.ts';
export { removeTicks } from './remove-ticks.ts';
export { rootedForest } from './rooted.ts';
export { SKELETON_DEFAULTS, type Skeleton, type SkeletonOptions } from './skeleton.ts';
export { type LabelInput, type LabelSkeleton, skeletonizeLabel } from './skeletonize-label.ts';
export { createTools, type Tools } from './trace-component.ts';
