import type { AnnotationProperty, AnnotationState } from './annotation.ts';
import type { Extensible } from './codec.ts';
import type { Dimension, Velocity } from './dimensions.ts';
import type { Json } from './json.ts';
import type { LayerPanel } from './panels.ts';
import type { SourceSpec } from './source.ts';
import type { ToolState } from './tools.ts';

/** Keys of every layer. Absent keys mean what `LAYER_DEFAULTS` says. */
export interface LayerCommon extends Extensible {
  /** Unique among the layers. */
  readonly name: string;
  readonly source?: readonly SourceSpec[];
  /** The name of the panel's tab. */
  readonly tab?: string;
  readonly panels?: readonly LayerPanel[];
  readonly tool?: ToolState;
  readonly toolBindings?: Readonly<Record<string, ToolState>>;
  readonly localDimensions?: readonly Dimension[];
  readonly localPosition?: readonly number[];
  readonly localVelocity?: Readonly<Record<string, Velocity>>;
  /** Of old links: 16 numbers, rows of a 4 x 4 matrix, nanometres to nanometres. */
  readonly transform?: readonly number[];
  readonly visible?: boolean;
  readonly archived?: boolean;
  readonly pick?: boolean;
}

/** Colours are CSS texts, not checked here: only a browser knows them all. */
export interface ShaderState {
  /** GLSL of Neuroglancer's dialect. */
  readonly shader?: string;
  /** Control -> its value: a number, a colour, true, an option, or an object of an invlerp or a transferFunction. */
  readonly shaderControls?: Readonly<Record<string, Json>>;
  readonly codeVisible?: boolean;
  readonly hideInactiveShaderControls?: boolean;
}

export interface ImageLayer extends LayerCommon, ShaderState {
  readonly type: 'image';
  /** 0 to 1. */
  readonly opacity?: number;
  readonly blend?: 'default' | 'additive';
  readonly crossSectionRenderScale?: number;
  readonly channelDimensions?: readonly Dimension[];
  readonly volumeRendering?: 'off' | 'on' | 'max' | 'min';
  readonly volumeRenderingGain?: number;
  readonly volumeRenderingDepthSamples?: number;
}

export interface SkeletonRendering extends Extensible {
  readonly shader?: string;
  readonly shaderControls?: Readonly<Record<string, Json>>;
  readonly hideInactiveShaderControls?: boolean;
  readonly mode2d?: 'lines' | 'lines_and_points';
  readonly lineWidth2d?: number;
  readonly mode3d?: 'lines' | 'lines_and_points';
  readonly lineWidth3d?: number;
}

export interface AnnotationKeys {
  readonly annotations?: readonly AnnotationState[];
  readonly annotationProperties?: readonly AnnotationProperty[];
  readonly annotationRelationships?: readonly string[];
  readonly annotationColor?: string;
  /** Relationship -> name of a segmentation layer. */
  readonly linkedSegmentationLayer?: Readonly<Record<string, string>>;
  /** Relationships. */
  readonly filterBySegmentation?: readonly string[];
  readonly ignoreNullSegmentFilter?: boolean;
  /** CSS pixels. */
  readonly crossSectionAnnotationSpacing?: number;
  readonly projectionAnnotationSpacing?: number;
}

export interface SegmentationLayer extends LayerCommon, AnnotationKeys {
  readonly type: 'segmentation';
  /** Decimal ids; a `!` before one: listed and not shown. */
  readonly segments?: readonly string[];
  readonly selectedAlpha?: number;
  readonly notSelectedAlpha?: number;
  readonly objectAlpha?: number;
  readonly saturation?: number;
  readonly hoverHighlight?: boolean;
  readonly hideSegmentZero?: boolean;
  /** Show every segment when none is selected. */
  readonly ignoreNullVisibleSet?: boolean;
  readonly baseSegmentColoring?: boolean;
  readonly colorSeed?: number;
  /** Decimal id -> CSS colour. */
  readonly segmentColors?: Readonly<Record<string, string>>;
  readonly segmentDefaultColor?: string;
  readonly segmentQuery?: string;
  /** Sets of ids that count as one. */
  readonly equivalences?: readonly (readonly string[])[];
  readonly meshRenderScale?: number;
  readonly crossSectionRenderScale?: number;
  readonly meshSilhouetteRendering?: number;
  readonly anchorSegment?: string;
  /** Name of the layer whose selection this one shares. */
  readonly linkedSegmentationGroup?: string;
  /** Name of the layer whose colours this one shares; false: its own. */
  readonly linkedSegmentationColorGroup?: string | false;
  readonly skeletonRendering?: SkeletonRendering;
  readonly codeVisible?: boolean;
}

export interface AnnotationLayer extends LayerCommon, AnnotationKeys, ShaderState {
  readonly type: 'annotation';
}

export interface MeshLayer extends LayerCommon, ShaderState {
  readonly type: 'mesh';
}

/** A layer whose type its source will tell, or that has no source yet. Keys of other types are in `others`. */
export interface UntypedLayer extends LayerCommon {
  readonly type: 'auto' | 'new';
}

export type LayerState = ImageLayer | SegmentationLayer | AnnotationLayer | MeshLayer | UntypedLayer;
export type LayerType = LayerState['type'];
