export type { LayerSource } from './source.ts';
export {
  createSources,
  joinWorkers,
  localStores,
  openHere,
  type Sources,
  type SourcesOptions,
  type StoreFactory,
} from './sources.ts';
