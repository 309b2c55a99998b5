export { memberOffset, readZipDirectory, type ZipMember } from './directory.ts';
export { createZipStore } from './zip-store.ts';
