export { createPhantom, type Phantom, type PhantomOptions } from './phantom.ts';
