export { assembleShard } from './assemble-shard.ts';
export { compress } from './compress.ts';
export { enterFolder, enterLast, isShare, removeDeadShares } from './enter.ts';
export { assertUnlocked, type Lock, takeLock } from './lock.ts';
export { encodePart, type PartChunk, SCALES_FOLDER, WORK_FOLDER } from './part.ts';
export type { Shards } from './pieces.ts';
export type { TargetSpec } from './plan.ts';
export {
  firstDifference,
  otherRun,
  type Parameters,
  type PlanRecord,
  putRecord,
  readRecord,
} from './plan-record.ts';
export { type PreparedSource, prepareSource, type SourceRequest } from './prepare-source.ts';
export { stopped } from './run-job.ts';
export { closeThreads, type JobQueue, runJobs } from './run-jobs.ts';
export { isCostlyToOpen, type OpenSource, openSource, type SourceSpec } from './source.ts';
export { markAtOnce } from './threads.ts';
export { isObject, PLAN_KEY, removeWorkFolder, SCALES_PLAN } from './work-folder.ts';
export { assertWritable, clearFinished, type WriteVolumeOptions, writeVolume } from './write-volume.ts';
