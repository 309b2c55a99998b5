export type { DemoContext } from './demo-datasets.ts';
export { type FolderSourceOptions, folderSource } from './folder-source.ts';
export { type PhantomSourceOptions, phantomSource } from './phantom-source.ts';
export { runDemo } from './run-demo.ts';
export type { DemoSource, Reference } from './source.ts';
export {
  type DemoScore,
  type DemoScores,
  type DemoStep,
  type DemoSummary,
  formatSummary,
} from './summary.ts';
