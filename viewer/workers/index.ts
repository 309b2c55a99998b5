export type { LayerSource } from './source.ts';
export { createSources, type Sources, type SourcesOptions, type StoreFactory } from './sources.ts';
