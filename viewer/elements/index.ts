export type {
  FloodlightEvents,
  HistoryDetail,
  LoadDetail,
  LoadedLayer,
  ObjectDetail,
  ObjectsDetail,
  PositionDetail,
  ProgressDetail,
  SelectionDetail,
} from './events.ts';
export { FloodlightLayer } from './floodlight-layer.ts';
export { FloodlightLayers } from './floodlight-layers.ts';
export { FloodlightPosition } from './floodlight-position.ts';
export { FloodlightScaleBar } from './floodlight-scale-bar.ts';
export { FloodlightScene } from './floodlight-scene.ts';
export { FloodlightSegments } from './floodlight-segments.ts';
export { FloodlightSlice } from './floodlight-slice.ts';
export { FloodlightViewer } from './floodlight-viewer.ts';
export type { PickDetail, PickedLayer } from './pick.ts';
export { setTexts, TEXTS, type Texts } from './texts.ts';
