export { openMrcSource } from './open-source.ts';
