export type { LayerSource } from './source.ts';
export {
  createSources,
  joinWorkers,
  type Sources,
  type SourcesOptions,
  type StoreFactory,
} from './sources.ts';
