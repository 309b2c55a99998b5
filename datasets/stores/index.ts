export { createHttpStore, type HttpStoreOptions } from './http.ts';
export { createMemoryStore, type MemoryStore } from './memory.ts';
export type { ByteRange, GetOptions, Store, WritableStore } from './store.ts';
