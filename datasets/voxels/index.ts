export { distanceTransform } from './distance-transform.ts';
export { countLabels, type LabelStatistics } from './statistics.ts';
export { widenLabels, widenVolume } from './widen.ts';
