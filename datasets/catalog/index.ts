export type {
  CatalogEntry,
  CatalogFile,
  CatalogPart,
  FilesPart,
  Licence,
  MeshPart,
  VolumePart,
} from './catalog.ts';
export { catalog, findDataset } from './entries.ts';
export { parseManifest } from './parse-manifest.ts';
