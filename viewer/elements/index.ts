export type { LoadDetail, LoadedLayer, PositionDetail } from './events.ts';
export { FloodlightLayer } from './floodlight-layer.ts';
export { FloodlightScene } from './floodlight-scene.ts';
export { FloodlightSlice } from './floodlight-slice.ts';
export { FloodlightViewer } from './floodlight-viewer.ts';
