export { type CompareOptions, type Comparison, compareVolumes } from './compare-volumes.ts';
export { ContingencyTable, type Overlap } from './contingency.ts';
export {
  countErrors,
  findObjectErrors,
  type ObjectError,
  type ObjectErrors,
  type Part,
} from './errors-by-object.ts';
export { type Match, type MatchOptions, type MatchSide, matchObjects } from './match-objects.ts';
export {
  RECONCILE_DEFAULTS,
  type ReconcileOptions,
  type Reconciliation,
  reconcileSubvolumes,
} from './reconcile.ts';
export { type ScoreOptions, type Scores, scoreOverlaps } from './scores.ts';
export { cutLabels, listCorners, loadPlaced, type PlacedLabels, type SubvolumeEntry } from './subvolumes.ts';
