export { type CompareOptions, type Comparison, compareVolumes } from './compare-volumes.ts';
export { ContingencyTable, type Overlap } from './contingency.ts';
export {
  countErrors,
  findObjectErrors,
  type ObjectError,
  type ObjectErrors,
  type Part,
} from './errors-by-object.ts';
export { type ScoreOptions, type Scores, scoreOverlaps } from './scores.ts';
