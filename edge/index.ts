export { type EdgeEnv, handle } from './handler.ts';
export { withCors } from './headers.ts';
export type { ObjectHead, ObjectStore, ReadOptions } from './object-store.ts';
export { type RangeAnswer, resolveRange } from './range.ts';
export { errorResponse } from './responses.ts';
export { parseRoute, type Route } from './route.ts';
