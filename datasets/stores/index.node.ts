export { createFileStore, type FileStore } from './file.node.ts';
