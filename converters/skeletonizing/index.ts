export { forecastSkeletons, type SkeletonForecast } from './forecast.ts';
export { OUTPUT_FOLDER, type SkeletonPlan } from './plan.ts';
export {
  type SkeletonStep,
  type WaitingFor,
  type WriteSkeletonsOptions,
  type WrittenSkeletons,
  writeSkeletons,
} from './write-skeletons.ts';
