export { type Camera, clipMatrix, normalMatrix } from './camera.ts';
export {
  LAYER_TYPES,
  type LayerInfo,
  type LayerScale,
  type LayerSpec,
  type LayerType,
  parseSegments,
  resolveSource,
} from './layer.ts';
export {
  AXIS_NAMES,
  type Axis,
  type Direction,
  isOrientation,
  ORIENTATIONS,
  type Orientation,
  PANEL_AXES,
  type PanelAxes,
} from './orientation.ts';
export { chooseScales } from './scale.ts';
export { type ScaleBar, scaleBar } from './scale-bar.ts';
export { cssColor, type Rgb, segmentColor } from './segment-color.ts';
export {
  canonicalVoxelNm,
  centerOf,
  DEFAULT_ROTATION,
  fitScene,
  fitZoom,
  type PanelSize,
  panBy,
  positionNm,
  rotateBy,
  type Space,
  stepThrough,
  type View,
  zoomAt,
  zoomScene,
} from './view.ts';
export { type Cut, chunkBox, type VisibleChunk, visibleChunks, voxelAt } from './visible-chunks.ts';
