export { forecastSkeletons, type SkeletonForecast } from './forecast.ts';
export type { SkeletonStep, WriteSkeletonsOptions } from './options.ts';
export { OUTPUT_FOLDER, type SkeletonPlan } from './plan.ts';
export {
  type WaitingFor,
  type WrittenSkeletons,
  writeSkeletons,
} from './write-skeletons.ts';
