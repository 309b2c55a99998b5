export { openNpySource } from './open-source.ts';
