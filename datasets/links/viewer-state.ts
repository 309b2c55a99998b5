import { type Extensible, type Fields, fallbacksOf, listOf, recordOf, withFallback } from './codec.ts';
import { type Dimension, dimensionName, dimensions, type Velocity, velocity } from './dimensions.ts';
import { layers } from './layer.ts';
import type { LayerState } from './layer-types.ts';
import { type LayoutState, layout } from './layout.ts';
import {
  type PanelLocation,
  panelLocation,
  type SelectedLayer,
  type SelectionState,
  selectedLayer,
  selection,
  type ToolPalette,
  toolPalettes,
} from './panels.ts';
import { type ToolState, toolBindings } from './tools.ts';
import {
  flag,
  integerIn,
  number,
  numberIn,
  numbers,
  positive,
  type Quaternion,
  quaternion,
  text,
} from './values.ts';

/**
 * What a viewer shows, as plain data with Neuroglancer's names. Absent keys mean what `VIEWER_DEFAULTS` says, or
 * what the data suggest. Positions are in voxels of `dimensions`, where +0.5 is a voxel's centre.
 */
export interface ViewerState extends Extensible {
  readonly title?: string;
  readonly dimensions?: readonly Dimension[];
  /** Axis -> factor on its scale for display. */
  readonly relativeDisplayScales?: Readonly<Record<string, number>>;
  /** At most three names. */
  readonly displayDimensions?: readonly string[];
  /** One number for each dimension. */
  readonly position?: readonly number[];
  readonly velocity?: Readonly<Record<string, Velocity>>;
  readonly crossSectionOrientation?: Quaternion;
  /** Canonical voxels for each CSS pixel. */
  readonly crossSectionScale?: number;
  /** Negative: relative to the zoom; positive: canonical voxels. */
  readonly crossSectionDepth?: number;
  readonly projectionOrientation?: Quaternion;
  /** Canonical voxels over the height of the view. */
  readonly projectionScale?: number;
  readonly projectionDepth?: number;
  readonly layers?: readonly LayerState[];
  readonly showAxisLines?: boolean;
  readonly wireFrame?: boolean;
  readonly enableAdaptiveDownsampling?: boolean;
  readonly showScaleBar?: boolean;
  readonly showDefaultAnnotations?: boolean;
  readonly showSlices?: boolean;
  readonly hideCrossSectionBackground3D?: boolean;
  readonly gpuMemoryLimit?: number;
  readonly prefetch?: boolean;
  readonly systemMemoryLimit?: number;
  readonly concurrentDownloads?: number;
  readonly selectedLayer?: SelectedLayer;
  readonly crossSectionBackgroundColor?: string;
  readonly projectionBackgroundColor?: string;
  readonly layout?: LayoutState;
  readonly statistics?: PanelLocation;
  readonly helpPanel?: PanelLocation;
  readonly settingsPanel?: PanelLocation;
  readonly layerListPanel?: PanelLocation;
  readonly selection?: SelectionState;
  /** x, y, width, height as fractions. */
  readonly partialViewport?: readonly number[];
  readonly selectedStateServer?: string;
  readonly toolBindings?: Readonly<Record<string, ToolState>>;
  readonly toolPalettes?: Readonly<Record<string, ToolPalette>>;
}

const displayDimensions = listOf(dimensionName);

/** In the order of writing. */
export const viewerFields: Fields<ViewerState> = {
  title: text,
  dimensions,
  relativeDisplayScales: recordOf(positive),
  displayDimensions: {
    ...displayDimensions,
    read: (json, at) => displayDimensions.read(json, at)?.slice(0, 3),
  },
  position: numbers(),
  velocity: recordOf(velocity),
  crossSectionOrientation: quaternion,
  crossSectionScale: withFallback(positive, 1),
  crossSectionDepth: withFallback(number, -10),
  projectionOrientation: quaternion,
  projectionScale: positive,
  projectionDepth: withFallback(number, -50),
  layers,
  showAxisLines: flag(true),
  wireFrame: flag(false),
  enableAdaptiveDownsampling: flag(true),
  showScaleBar: flag(true),
  showDefaultAnnotations: flag(true),
  showSlices: flag(true),
  hideCrossSectionBackground3D: flag(false),
  gpuMemoryLimit: withFallback(numberIn(0), 1e9),
  prefetch: flag(true),
  systemMemoryLimit: withFallback(numberIn(0), 2e9),
  concurrentDownloads: withFallback(integerIn(1, 2 ** 31), 100),
  selectedLayer,
  crossSectionBackgroundColor: withFallback(text, '#808080'),
  projectionBackgroundColor: withFallback(text, '#000000'),
  layout: withFallback(layout, { type: '4panel' }),
  statistics: panelLocation,
  helpPanel: panelLocation,
  settingsPanel: panelLocation,
  layerListPanel: panelLocation,
  selection,
  partialViewport: withFallback(numbers(4), [0, 0, 1, 1]),
  selectedStateServer: withFallback(text, ''),
  toolBindings,
  toolPalettes: withFallback(toolPalettes, {}),
};

/** What absent keys mean, for those whose meaning does not hang on the data. */
export const VIEWER_DEFAULTS: Partial<ViewerState> = fallbacksOf(viewerFields);
