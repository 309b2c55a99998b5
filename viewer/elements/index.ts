export type { LoadDetail, LoadedLayer, MoveDetail } from './events.ts';
export { FloodlightLayer } from './floodlight-layer.ts';
export { FloodlightScene } from './floodlight-scene.ts';
export { FloodlightSlice } from './floodlight-slice.ts';
export { FloodlightViewer, type Layout } from './floodlight-viewer.ts';
