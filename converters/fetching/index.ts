export { type FetchChoice, fetchDataset, type PartPlan, planFetch } from './fetch-dataset.ts';
export { sizeOfFiles } from './file-sizes.ts';
export { LICENCE_FILE, licenceText } from './licence.ts';
export type { FetchProgress, PartReport } from './work.ts';
