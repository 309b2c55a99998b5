import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import {
  type Action,
  type PanelKind,
  panBy,
  positionNm,
  rotateBy,
  rotateVector,
  type Space,
  snapView,
  stepAlong,
  turnPanel,
  turnSlices,
  type View,
  zoomAt,
  zoomScene,
} from '../state/index.ts';
import type { Gesture, Pixels } from './gesture.ts';

/** What one action works on. */
export interface Scene {
  readonly view: View;
  readonly space: Space;
  readonly kind: PanelKind;
}

/** Radians of a key that turns, as in Neuroglancer. */
const KEY_TURN = 0.1;
const AXES = ['x', 'y', 'z'] as const;
const MOVE = /^([xyz])([-+])$/;
const TURN = /^rotate-relative-([xyz])([-+])$/;

/** @returns the view after an action; undefined where the action is none of a view. */
export function viewAfter(action: Action, scene: Scene, gesture: Gesture): View | undefined {
  const { view, kind } = scene;
  const move = MOVE.exec(action);
  if (move) return stepAlong(view, kind, axisOf(move[1]), move[2] === '+' ? 1 : -1);
  const turn = TURN.exec(action);
  if (turn) return turnPanel(view, kind, axisOf(turn[1]), turn[2] === '+' ? KEY_TURN : -KEY_TURN);
  return pointerAction(action, scene, gesture) ?? toggled(action, view, kind);
}

const axisOf = (name: string | undefined) => AXES.indexOf(name as 'x') as 0 | 1 | 2;

function pointerAction(action: Action, scene: Scene, gesture: Gesture): View | undefined {
  const { view, kind } = scene;
  switch (action) {
    case 'translate-via-mouse-drag':
      return translated(scene, gesture.delta);
    case 'rotate-via-mouse-drag':
      return turned(scene, gesture);
    case 'z+1-via-wheel':
      return stepAlong(view, kind, 2, gesture.steps);
    case 'z+10-via-wheel':
      return stepAlong(view, kind, 2, 10 * gesture.steps);
    case 'zoom-via-wheel':
      return zoomed(scene, gesture.factor, gesture.at);
    case 'zoom-in':
      return zoomed(scene, 0.5, [0, 0]);
    case 'zoom-out':
      return zoomed(scene, 2, [0, 0]);
    case 'move-to-mouse-position':
      return gesture.pointNm ? centred(scene, gesture.pointNm) : view;
    default:
      return undefined;
  }
}

function toggled(action: Action, view: View, kind: PanelKind): View | undefined {
  switch (action) {
    case 'snap':
      return snapView(view, kind);
    case 'toggle-axis-lines':
      return { ...view, axisLines: !view.axisLines };
    case 'toggle-scale-bar':
      return { ...view, scaleBar: !view.scaleBar };
    case 'toggle-default-annotations':
      return { ...view, bounds: !view.bounds };
    case 'toggle-show-slices':
      return { ...view, slicesInScene: !view.slicesInScene };
    case 'toggle-orthographic-projection':
      return { ...view, projection: view.projection === 'perspective' ? 'orthographic' : 'perspective' };
    default:
      return undefined;
  }
}

const centred = ({ view, space }: Scene, point: Xyz): View => ({
  ...view,
  position: mapXyz((nm, i) => nm / space.voxelSizeNm[i], point),
});

/** What is under the pointer follows it. */
function translated({ view, space, kind }: Scene, delta: Pixels): View {
  if (kind !== '3d') return panBy(view, space, kind, delta);
  const nm = view.sceneNmPerPixel;
  const moved = rotateVector(view.rotation, [-delta[0] * nm, -delta[1] * nm, 0]);
  return { ...view, position: mapXyz((v, i) => v + moved[i] / space.voxelSizeNm[i], view.position) };
}

function turned({ view, space, kind }: Scene, { delta, from }: Gesture): View {
  if (kind === '3d') return rotateBy(view, delta);
  return turnSlices(view, space, kind, { delta, fixedNm: pointNm({ view, space, kind }, from) });
}

function zoomed({ view, space, kind }: Scene, factor: number, at: Pixels): View {
  return kind === '3d' ? zoomScene(view, factor) : zoomAt(view, space, kind, { factor, at });
}

/** The point of a cross-section at pixels from its centre, in nanometres. */
export function pointNm({ view, space, kind }: Scene, [x, y]: Pixels) {
  // What is dragged to the centre is the point itself.
  return positionNm(kind === '3d' ? view : panBy(view, space, kind, [-x, -y]), space);
}
