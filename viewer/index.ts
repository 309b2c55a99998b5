export {
  FloodlightError,
  isFloodlightError,
} from '../datasets/errors.ts';
export {
  type FloodlightEvents,
  FloodlightLayer,
  FloodlightLayers,
  FloodlightPosition,
  FloodlightScaleBar,
  FloodlightScene,
  FloodlightSegments,
  FloodlightSlice,
  FloodlightViewer,
  type HistoryDetail,
  type LoadDetail,
  type LoadedLayer,
  type PickDetail,
  type PickedLayer,
  type PositionDetail,
  type ProgressDetail,
  type SelectionDetail,
  setTexts,
  TEXTS,
  type Texts,
} from './elements/index.ts';
export { type Layout, segmentColor } from './state/index.ts';
export type { StoreFactory } from './workers/index.ts';
