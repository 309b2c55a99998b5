import {
  canonicalVoxelNm,
  type Orientation,
  PANEL_AXES,
  panBy,
  rotateBy,
  type Space,
  stepThrough,
  type View,
  zoomAt,
  zoomScene,
} from '../state/index.ts';

/** A key with its modifier, like `Ctrl+=` or `ArrowLeft`. */
export function keyOf({ key, ctrlKey, metaKey }: KeyboardEvent): string {
  return ctrlKey || metaKey ? `Ctrl+${key}` : key;
}

type SliceKey = (view: View, space: Space, orientation: Orientation) => View;
type SceneKey = (view: View) => View;

/** One voxel across or down, whatever its shape. */
const pan =
  (along: 'right' | 'down', voxels: number): SliceKey =>
  (view, space, orientation) => {
    const { axis } = PANEL_AXES[orientation][along];
    const pixels = (-voxels * space.voxelSizeNm[axis]) / (view.zoom * canonicalVoxelNm(space));
    return panBy(view, space, orientation, along === 'right' ? [pixels, 0] : [0, pixels]);
  };
const step =
  (planes: number): SliceKey =>
  (view, _space, orientation) =>
    stepThrough(view, orientation, planes);
const zoom =
  (factor: number): SliceKey =>
  (view, space, orientation) =>
    zoomAt(view, space, orientation, { factor, at: [0, 0] });

/** Neuroglancer's keys of a cross-section. */
export const SLICE_KEYS: Readonly<Record<string, SliceKey | undefined>> = {
  ArrowLeft: pan('right', -1),
  ArrowRight: pan('right', 1),
  ArrowUp: pan('down', -1),
  ArrowDown: pan('down', 1),
  ',': step(-1),
  '.': step(1),
  'Ctrl+=': zoom(0.5),
  'Ctrl++': zoom(0.5),
  'Ctrl+-': zoom(2),
};

/** Pixels of a drag that one arrow key stands for: five degrees. */
const TURN = 20;

const turn =
  (dx: number, dy: number): SceneKey =>
  (view) =>
    rotateBy(view, [dx, dy]);

/** Keys of the 3-D panel. */
export const SCENE_KEYS: Readonly<Record<string, SceneKey | undefined>> = {
  ArrowLeft: turn(-TURN, 0),
  ArrowRight: turn(TURN, 0),
  ArrowUp: turn(0, -TURN),
  ArrowDown: turn(0, TURN),
  'Ctrl+=': (view) => zoomScene(view, 0.5),
  'Ctrl++': (view) => zoomScene(view, 0.5),
  'Ctrl+-': (view) => zoomScene(view, 2),
};
