export { openNiftiSource } from './open-source.ts';
