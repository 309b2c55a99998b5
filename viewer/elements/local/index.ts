export { filesByPath, filesOfEntries } from './dropped-files.ts';
export { type FoundDataset, findDatasets } from './find-datasets.ts';
export { layersOfFiles } from './open-files.ts';
