export {
  FloodlightError,
  isFloodlightError,
} from '../datasets/errors.ts';
export {
  FloodlightLayer,
  FloodlightScene,
  FloodlightSlice,
  FloodlightViewer,
  type Layout,
  type LoadDetail,
  type LoadedLayer,
  type MoveDetail,
} from './elements/index.ts';
export { segmentColor } from './state/index.ts';
export type { StoreFactory } from './workers/index.ts';
