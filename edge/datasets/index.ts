export {
  CATALOGUE_KEY,
  type CatalogueEntries,
  type CatalogueEntry,
  DATASET_NAME,
  encodeCatalogue,
  parseCatalogue,
} from './catalogue.ts';
export { answerDataset } from './dataset-answer.ts';
