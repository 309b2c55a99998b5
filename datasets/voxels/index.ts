export { claheBins, claheCurve, tileIndices } from './clahe.ts';
export { type Components, type Connectivity, connectedComponents } from './connected-components.ts';
export { distanceTransform } from './distance-transform.ts';
export { coarseBounds, fineBounds } from './downsample/cells.ts';
export {
  DOWNSAMPLE_METHODS,
  type DownsampleMethod,
  type DownsampleOptions,
  downsampleBlock,
} from './downsample/downsample.ts';
export { buildEnvelope, createEnvelope, type Envelope } from './envelope.ts';
export { labelDistance } from './label-distance.ts';
export { createLabelIndex, type LabelIndex } from './label-index.ts';
export { type LabelLanes, lanesOfLabels, numberLabels } from './label-lanes.ts';
export { createLabelMeter, type LabelMeasures, type LabelMeter } from './label-measures.ts';
export { countLabels, type LabelStatistics } from './statistics.ts';
export {
  createGrowingUnionFind,
  createUnionFind,
  type GrowingUnionFind,
  type UnionFind,
} from './union-find.ts';
export { widenLabels, widenVolume } from './widen.ts';
