export { openN5 } from './open-n5.ts';
