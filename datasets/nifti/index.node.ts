export { type NiftiFileOptions, openNiftiFile } from './file.node.ts';
