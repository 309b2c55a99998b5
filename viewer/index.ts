export {
  FloodlightError,
  isFloodlightError,
} from '../datasets/errors.ts';
export {
  type FloodlightEvents,
  FloodlightLayer,
  FloodlightLayers,
  FloodlightPosition,
  FloodlightScene,
  FloodlightSegments,
  FloodlightSlice,
  FloodlightViewer,
  type LoadDetail,
  type LoadedLayer,
  type PositionDetail,
  type ProgressDetail,
  type SelectionDetail,
} from './elements/index.ts';
export { type Layout, segmentColor } from './state/index.ts';
export type { StoreFactory } from './workers/index.ts';
