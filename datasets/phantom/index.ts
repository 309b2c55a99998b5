export { type CellPhantom, type CellPhantomOptions, createCellPhantom } from './cell-phantom.ts';
export {
  createPhantom,
  PHANTOM_DEFAULTS,
  type Phantom,
  type PhantomOptions,
  type PhantomStyle,
} from './phantom.ts';
export type { Skeleton } from './skeletons.ts';
