export { eachConcurrently } from './each-concurrently.ts';
