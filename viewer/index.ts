export {
  FloodlightError,
  isFloodlightError,
} from '../datasets/errors.ts';
export {
  FloodlightLayer,
  FloodlightScene,
  FloodlightSlice,
  FloodlightViewer,
  type LoadDetail,
  type LoadedLayer,
  type PositionDetail,
} from './elements/index.ts';
export { type Layout, segmentColor } from './state/index.ts';
export type { StoreFactory } from './workers/index.ts';
