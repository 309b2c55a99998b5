export { type FolderSourceOptions, folderSource } from './folder-source.ts';
export { type DemoContext, runDemo } from './run-demo.ts';
export type { DemoSource } from './source.ts';
export { type DemoStep, type DemoSummary, formatSummary } from './summary.ts';
export { syntheticSource } from './synthetic-source.ts';
