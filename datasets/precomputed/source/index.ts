export { openPrecomputedSource } from './open-source.ts';
