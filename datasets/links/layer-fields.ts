import {
  annotationProperties,
  annotations,
  filterBySegmentation,
  linkedSegmentationLayer,
} from './annotation.ts';
import { type Codec, type Fields, listOf, objectOf, plain, recordOf, withFallback } from './codec.ts';
import { dimensions, velocity } from './dimensions.ts';
import { isObject, type Json } from './json.ts';
import type {
  AnnotationKeys,
  AnnotationLayer,
  ImageLayer,
  LayerCommon,
  MeshLayer,
  SegmentationLayer,
  ShaderState,
  SkeletonRendering,
  UntypedLayer,
} from './layer-types.ts';
import { layerPanels } from './panels.ts';
import { sources } from './source.ts';
import { tool, toolBindings } from './tools.ts';
import {
  flag,
  integerIn,
  listedSegment,
  numberIn,
  numbers,
  oneOf,
  positive,
  segmentId,
  text,
} from './values.ts';

const common: Fields<LayerCommon> = {
  name: text,
  source: sources,
  visible: flag(true),
  archived: flag(false),
  pick: flag(true),
  tab: text,
  panels: withFallback(layerPanels, []),
  tool,
  toolBindings,
  localDimensions: dimensions,
  localPosition: numbers(),
  localVelocity: recordOf(velocity),
  transform: numbers(16),
};

/** A value of a control can be anything but null and a list: which kind it is, the shader says. */
const control = plain<Json>(
  'the value of a control',
  (json) => isObject(json) || ['number', 'string', 'boolean'].includes(typeof json),
);
const controls = withFallback(recordOf(control), {});

const shading: Fields<ShaderState> = {
  shader: text,
  shaderControls: controls,
  codeVisible: flag(true),
  hideInactiveShaderControls: flag(false),
};

const fraction = (fallback: number): Codec<number> => withFallback(numberIn(0, 1), fallback);
const renderScale = withFallback(numberIn(2 ** -4, 2 ** 16 - 1), 1);

const MODES = ['off', 'on', 'max', 'min'] as const;
/** Old links have true and false. */
const volumeRendering: Codec<(typeof MODES)[number]> = {
  fallback: 'off',
  read: (json, at) => oneOf(MODES).read(typeof json === 'boolean' ? (json ? 'on' : 'off') : json, at),
  write: (value) => value,
};

export const imageFields: Fields<ImageLayer> = {
  type: oneOf(['image']),
  ...common,
  opacity: fraction(0.5),
  blend: withFallback(oneOf(['default', 'additive']), 'default'),
  ...shading,
  crossSectionRenderScale: renderScale,
  channelDimensions: dimensions,
  volumeRendering,
  volumeRenderingGain: withFallback(numberIn(-10, 10), 0),
  volumeRenderingDepthSamples: withFallback(positive, 64),
};

const SKELETON_MODES = ['lines', 'lines_and_points'] as const;
const skeletonRendering = objectOf<SkeletonRendering>({
  shader: text,
  shaderControls: controls,
  hideInactiveShaderControls: flag(false),
  mode2d: withFallback(oneOf(SKELETON_MODES), 'lines_and_points'),
  lineWidth2d: withFallback(positive, 2),
  mode3d: withFallback(oneOf(SKELETON_MODES), 'lines'),
  lineWidth3d: withFallback(positive, 1),
});

const annotationKeys: Fields<AnnotationKeys> = {
  annotations,
  annotationProperties,
  annotationRelationships: withFallback(listOf(text), ['segments']),
  annotationColor: withFallback(text, '#ffff00'),
  linkedSegmentationLayer,
  filterBySegmentation,
  ignoreNullSegmentFilter: flag(true),
  crossSectionAnnotationSpacing: withFallback(positive, 8),
  projectionAnnotationSpacing: withFallback(positive, 8),
};

const ID_KEY = /^\d{1,20}$/;

export const segmentationFields: Fields<SegmentationLayer> = {
  type: oneOf(['segmentation']),
  ...common,
  segments: withFallback(listOf(listedSegment), []),
  selectedAlpha: fraction(0.5),
  notSelectedAlpha: fraction(0),
  objectAlpha: fraction(1),
  saturation: fraction(1),
  hoverHighlight: flag(true),
  hideSegmentZero: flag(true),
  ignoreNullVisibleSet: flag(true),
  baseSegmentColoring: flag(false),
  colorSeed: withFallback(integerIn(0, 2 ** 32 - 1), 0),
  segmentColors: withFallback(recordOf(text, ID_KEY, 'an id'), {}),
  segmentDefaultColor: text,
  segmentQuery: withFallback(text, ''),
  equivalences: withFallback(listOf(listOf(segmentId)), []),
  meshRenderScale: withFallback(positive, 1),
  crossSectionRenderScale: renderScale,
  meshSilhouetteRendering: withFallback(numberIn(0, 10), 0),
  anchorSegment: segmentId,
  linkedSegmentationGroup: text,
  linkedSegmentationColorGroup: plain('the name of a layer, or false', (json) =>
    typeof json === 'string' ? true : json === false,
  ),
  skeletonRendering: withFallback(skeletonRendering, {}),
  codeVisible: flag(true),
  ...annotationKeys,
};

export const annotationFields: Fields<AnnotationLayer> = {
  type: oneOf(['annotation']),
  ...common,
  ...annotationKeys,
  ...shading,
};

export const meshFields: Fields<MeshLayer> = {
  type: oneOf(['mesh']),
  ...common,
  ...shading,
};

export const untypedFields: Fields<UntypedLayer> = {
  type: withFallback(oneOf(['auto', 'new']), 'auto'),
  ...common,
};
