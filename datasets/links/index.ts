export { ANNOTATION_TYPES, type AnnotationProperty, type AnnotationState } from './annotation.ts';
export type { LinkWarning } from './codec.ts';
export { canonicalVoxelMetres, type Dimension, unitFactor, type Velocity } from './dimensions.ts';
export type { Json, JsonObject } from './json.ts';
export { LAYER_DEFAULTS, retypeLayer } from './layer.ts';
export type {
  AnnotationLayer,
  ImageLayer,
  LayerState,
  LayerType,
  MeshLayer,
  SegmentationLayer,
  SkeletonRendering,
  UntypedLayer,
} from './layer-types.ts';
export {
  type CrossSection,
  LAYOUT_NAMES,
  type LayoutName,
  type LayoutState,
  type Linked,
} from './layout.ts';
export { encodeFragment, encodeLink, type ParsedLink, parseLink } from './link.ts';
export type { LayerPanel, PanelLocation, SelectedLayer, SelectionState, ToolPalette } from './panels.ts';
export { withAbsoluteSources } from './relative-sources.ts';
export { parseUrlSafeJson } from './scan.ts';
export { parseSourceUrl, type SourceAddress, type SourceSpec, type SourceTransform } from './source.ts';
export {
  formatWarning,
  mergeStates,
  type ReadState,
  type ReadStateOptions,
  readState,
  writeState,
} from './state.ts';
export type { ToolState } from './tools.ts';
export type { Quaternion } from './values.ts';
export { VIEWER_DEFAULTS, type ViewerState } from './viewer-state.ts';
