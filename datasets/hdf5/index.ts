export { type DatasetPath, parseDatasetPath } from './dataset-path.ts';
