export {
  encodeImageMetadata,
  objectSize,
  type ZarrImageSpec,
  type ZarrLevelSpec,
} from './describe.ts';
export type { ZarrCompression } from './encode-shard.ts';
export { countObjects, type WriteLevelOptions, writeZarrLevel } from './write-level.ts';
