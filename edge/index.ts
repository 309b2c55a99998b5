export { dataContentType } from './content-type.ts';
export {
  CATALOGUE_KEY,
  type CatalogueEntries,
  type CatalogueEntry,
  DATASET_NAME,
  encodeCatalogue,
  parseCatalogue,
} from './datasets/index.ts';
export { answerCached, type EdgeCache, type EdgeCacheOptions } from './edge-cache.ts';
export type { Answer, EdgeRequest, Fields } from './exchange.ts';
export { answerRequest, type EdgeEnv } from './handler.ts';
export { withCors } from './headers.ts';
export { HOST_HEADERS } from './host-headers.ts';
export {
  ChangedError,
  type ObjectBody,
  type ObjectHead,
  type ObjectStore,
  type OpenedObject,
  type OpenOptions,
} from './object-store.ts';
export { errorAnswer } from './plain-answers.ts';
export {
  createAccessVerifier,
  type Grant,
  mintToken,
  type PrivateData,
  verifyToken,
} from './private/index.ts';
export { extentOf, type RangeAnswer, type RangeSpec, resolveRange, resolveSpec } from './range.ts';
export { parseRoute, type Route } from './route.ts';
export { edgeRequestOf, handle, responseOf } from './web-exchange.ts';
