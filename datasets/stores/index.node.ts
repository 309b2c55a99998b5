export { DiskFullError } from './disk-full.node.ts';
export { type Downloaded, type DownloadOptions, downloadFile } from './download.node.ts';
export { createFileStore, type FileStore } from './file.node.ts';
export { makeFolder } from './make-folder.node.ts';
export { fromEnvironment, type OpenStoreOptions, openStore } from './open-store.node.ts';
export { sweepTemporaries } from './temporary.node.ts';
