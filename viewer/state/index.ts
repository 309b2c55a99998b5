export {
  type Action,
  actionOf,
  BINDINGS,
  type Binding,
  inputOf,
  inputOfKey,
  inputWords,
} from './bindings.ts';
export {
  type ChunkData,
  type CompressedLabels,
  chunkBytes,
  isCompressed,
  sampleOf,
} from './chunk-data.ts';
export { COLOR_MAPS, type ColorMap, MAP_COLORS, mapColors } from './color-maps.ts';
export { parseHexColor } from './css-colors.ts';
export { History } from './history.ts';
export { readImageShader, type ShaderLook, writeImageShader } from './image-shader.ts';
export { hiddenParts, type InterfacePart } from './interface-parts.ts';
export {
  LAYER_TYPES,
  type LayerInfo,
  type LayerScale,
  type LayerSpec,
  type LayerType,
  parseSegments,
  resolveSource,
  webAddress,
} from './layer.ts';
export {
  type Blend,
  type ChannelLook,
  DEFAULT_IMAGE_LOOK,
  DEFAULT_MESH_LOOK,
  DEFAULT_SEGMENT_LOOK,
  type ImageLook,
  type MeshLook,
  type SegmentLook,
} from './layer-look.ts';
export { isLayout, LAYOUT_ROWS, LAYOUTS, type Layout, type PanelKind, toggleLayout } from './layouts.ts';
export { layersOf, type StateLayer, shownSegments } from './link-layers.ts';
export { windowOf } from './link-looks.ts';
export { layoutOf, type Shown, type ViewWish, wishOf, withView } from './link-view.ts';
export { hasLevels, type MeshGeometry, meshBytes, type SegmentMesh } from './mesh-geometry.ts';
export { readMeshShader } from './mesh-shader.ts';
export { continuousChange, HISTORY_LIMITS, isSameMoment, type Moment } from './moment.ts';
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
export { dot, type PlaneBasis, planeBasis, rotateVector } from './plane.ts';
export type { PanelPoint } from './plane-polygon.ts';
export { composeRotations, NO_ROTATION, type Quaternion, rotationAbout } from './quaternion.ts';
export { chooseScales, gridOf } from './scale.ts';
export { type ScaleBar, scaleBar } from './scale-bar.ts';
export type {
  Camera,
  DetailWish,
  DrawnFragment,
  FragmentChoice,
  FragmentRef,
  MeshLevel,
  MeshLevels,
  Near,
} from './scene/index.ts';
export { cssColor, type Rgb, segmentColor } from './segment-color.ts';
export { displayColor } from './segment-display.ts';
export type { SegmentNames } from './segments.ts';
export { type ListedSegment, listedSegments, listSegment, showSegment, toggleSegment } from './segments.ts';
export { LINE_DEPTH_PX, type SkeletonGeometry } from './skeleton-geometry.ts';
export { snapView, stepAlong, turnPanel, turnSlices } from './turning.ts';
export {
  canonicalVoxelNm,
  centerOf,
  DEFAULT_ROTATION,
  DEFAULT_TURN,
  fitScene,
  fitZoom,
  type PanelSize,
  type Projection,
  panBy,
  positionNm,
  rotateBy,
  type Space,
  stepThrough,
  type View,
  zoomAt,
  zoomScene,
} from './view.ts';
export { type LayerPatch, type ModelListener, ViewerModel } from './viewer-model.ts';
export {
  type Cut,
  chunkBox,
  pointAt,
  type Sampling,
  type VisibleChunk,
  visibleChunks,
  voxelAt,
} from './visible-chunks.ts';
