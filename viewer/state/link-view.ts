import type { Xyz } from '../../datasets/geometry/index.ts';
import {
  type Dimension,
  type LayoutState,
  unitFactor,
  type ViewerState,
} from '../../datasets/links/index.ts';
import { parseHexColor } from './css-colors.ts';
import { isLayout, type Layout } from './layouts.ts';
import type { Quaternion } from './quaternion.ts';
import type { Rgb } from './segment-color.ts';
import { canonicalVoxelNm, type Projection, type Space, type View } from './view.ts';

/** What a page or a state asks of the view; what is left out follows the data. */
export interface ViewWish {
  /** Voxels. Default: the centre of the bounds. */
  readonly position?: Xyz | undefined;
  /** Canonical voxels per CSS pixel. Default: the volume fits. */
  readonly zoom?: number | undefined;
  /** What positions and zooms are counted in. Default: the voxels of the first layer. */
  readonly voxelSizeNm?: Xyz | undefined;
  readonly sliceRotation?: Quaternion | undefined;
  readonly rotation?: Quaternion | undefined;
  /** Canonical voxels over the height of the 3-D panel. Default: the volume fits. */
  readonly projectionScale?: number | undefined;
  readonly projection?: Projection | undefined;
  readonly slicesInScene?: boolean | undefined;
  readonly axisLines?: boolean | undefined;
  readonly scaleBar?: boolean | undefined;
  readonly bounds?: boolean | undefined;
  /** Default: the page's own. */
  readonly sliceBackground?: Rgb | undefined;
  readonly sceneBackground?: Rgb | undefined;
}

const NO_TURN: Quaternion = [0, 0, 0, 1];

/** What a state says of the view; its defaults are Neuroglancer's. */
export function wishOf(state: ViewerState): ViewWish {
  const axes = shownAxes(state);
  const position = axes && positionOf(state, axes);
  return {
    position,
    zoom: state.crossSectionScale,
    voxelSizeNm: axes && sizesNm(axes),
    sliceRotation: state.crossSectionOrientation ?? NO_TURN,
    rotation: state.projectionOrientation ?? NO_TURN,
    projectionScale: state.projectionScale,
    projection: isOrthographic(state.layout) ? 'orthographic' : 'perspective',
    slicesInScene: state.showSlices ?? true,
    axisLines: state.showAxisLines ?? true,
    scaleBar: state.showScaleBar ?? true,
    bounds: state.showDefaultAnnotations ?? true,
    sliceBackground: colorOf(state.crossSectionBackgroundColor),
    sceneBackground: colorOf(state.projectionBackgroundColor),
  };
}

const colorOf = (text: string | undefined): Rgb | undefined =>
  text === undefined ? undefined : parseHexColor(text);

/** @returns the panels of a state; of nested layouts the first viewer's. */
export function layoutOf(layout: LayoutState | undefined): Layout {
  if (layout === undefined) return '4panel';
  if (layout.type === 'row' || layout.type === 'column') return layoutOf(layout.children?.[0]);
  if (layout.type === 'viewer') return layoutOf(layout.layout);
  return isLayout(layout.type) ? layout.type : '4panel';
}

const isOrthographic = (layout: LayoutState | undefined): boolean =>
  layout !== undefined && 'orthographicProjection' in layout && layout.orthographicProjection === true;

/** A view and the place it is seen in, for `withView`. */
export interface Shown {
  readonly view: View;
  readonly space: Space;
  /** CSS pixels; of the 3-D panel. */
  readonly sceneHeight: number | undefined;
}

/** The state with the view of now: a state that Neuroglancer shows the same. */
export function withView(
  state: ViewerState,
  layout: Layout,
  { view, space, sceneHeight }: Shown,
): ViewerState {
  const scale =
    sceneHeight === undefined
      ? state.projectionScale
      : (view.sceneNmPerPixel * sceneHeight) / canonicalVoxelNm(space);
  return {
    ...state,
    dimensions: state.dimensions ?? axesOf(space.voxelSizeNm),
    position: placed(state, view.position),
    crossSectionOrientation: view.sliceRotation,
    crossSectionScale: view.zoom,
    projectionOrientation: view.rotation,
    ...(scale !== undefined && { projectionScale: scale }),
    showSlices: view.slicesInScene,
    showAxisLines: view.axisLines,
    showScaleBar: view.scaleBar,
    showDefaultAnnotations: view.bounds,
    layout: withLayout(state.layout, layout, view.projection === 'orthographic'),
  };
}

/** Nested layouts stay as they are until somebody chooses another one here. */
function withLayout(
  old: LayoutState | undefined,
  type: Layout,
  orthographicProjection: boolean,
): LayoutState {
  const isNested = old?.type === 'row' || old?.type === 'column' || old?.type === 'viewer';
  if (isNested && layoutOf(old) === type) return old;
  const rest = old && !isNested ? old : {};
  return { ...rest, type, orthographicProjection };
}

const AXES = ['x', 'y', 'z'];

const axesOf = (voxelSizeNm: Xyz): Dimension[] =>
  voxelSizeNm.map((nm, i) => ({ name: AXES[i] as string, scale: nm / 1e9, unit: 'm' }));

/** The three axes that are shown; undefined where a state names none, or not three lengths. */
function shownAxes({ dimensions = [], displayDimensions }: ViewerState): readonly Dimension[] | undefined {
  const named = displayDimensions ?? dimensions.slice(0, 3).map(({ name }) => name);
  const axes = named.flatMap((name) => dimensions.filter((axis) => axis.name === name));
  return axes.length === 3 && axes.every((axis) => 'scale' in axis && axis.unit.endsWith('m'))
    ? axes
    : undefined;
}

function sizesNm(axes: readonly Dimension[]): Xyz {
  const sizes = axes.map((axis) =>
    'scale' in axis ? clean(axis.scale * (unitFactor(axis.unit) ?? 1) * 1e9) : 1,
  );
  return [sizes[0] as number, sizes[1] as number, sizes[2] as number];
}

/** 8e-9 times 1e9 is a last bit beside 8. */
const clean = (nm: number): number => Number(nm.toPrecision(14));

function positionOf(state: ViewerState, axes: readonly Dimension[]): Xyz | undefined {
  const { dimensions = [], position } = state;
  const values = axes.map((axis) => position?.[dimensions.indexOf(axis)]);
  const [x, y, z] = values;
  return x !== undefined && y !== undefined && z !== undefined ? [x, y, z] : undefined;
}

/** The position in the order of the state's own axes; axes that are not shown keep theirs. */
function placed(state: ViewerState, position: Xyz): readonly number[] {
  const { dimensions } = state;
  const axes = shownAxes(state);
  if (!dimensions || !axes) return position;
  return dimensions.map((axis, i) => {
    const at = axes.indexOf(axis);
    return at >= 0 ? (position[at as 0] as number) : (state.position?.[i] ?? 0);
  });
}
