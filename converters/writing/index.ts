export { compress } from './compress.ts';
export { assertUnlocked, type Lock, takeLock } from './lock.ts';
export type { TargetSpec } from './plan.ts';
export { isCostlyToOpen, type OpenSource, openSource, type SourceSpec } from './source.ts';
export type { Parameters } from './work-folder.ts';
export { clearFinished, type WriteVolumeOptions, writeVolume } from './write-volume.ts';
