export { DiskFullError } from './disk-full.node.ts';
export { createFileStore, type FileStore } from './file.node.ts';
export { type OpenStoreOptions, openStore } from './open-store.node.ts';
