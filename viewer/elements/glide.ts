/** The view on its way to another; loaded with the first `goTo` of a state. */
import { InvalidDataError } from '../../datasets/errors.ts';
import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { ViewerState } from '../../datasets/links/index.ts';
import type { Session } from '../session/index.ts';
import { canonicalVoxelNm, type Quaternion, type View, wishOf } from '../state/index.ts';

export interface GoToOptions {
  /** Milliseconds on the way; 0, and for readers who want less motion, at once. Default 0. */
  readonly durationMs?: number;
}

/** @returns a state to go to whose position is in the axes of what is shown, where it names none itself. */
export const inAxesOf = (shown: ViewerState, state: ViewerState): ViewerState =>
  state.dimensions || !shown.dimensions
    ? state
    : {
        ...state,
        dimensions: shown.dimensions,
        ...(shown.displayDimensions && { displayDimensions: shown.displayDimensions }),
      };

/**
 * @returns the view that a state asks for; what it leaves out stays as it is. Without dimensions a position is in voxels of what is shown.
 * @throws InvalidDataError for a position of fewer than three numbers.
 */
export function targetView(state: ViewerState, session: Session): View | undefined {
  const { view, space, sceneHeight } = session;
  if (!view || !space) return undefined;
  const wish = wishOf(state);
  const { position = plainPosition(state), voxelSizeNm = space.voxelSizeNm, projectionScale } = wish;
  const ratio = Math.min(...voxelSizeNm) / canonicalVoxelNm(space);
  const scene = projectionScale !== undefined && sceneHeight;
  const has = (key: keyof ViewerState) => state[key] !== undefined;
  return {
    ...view,
    ...(position && { position: mapXyz((v, i) => (v * voxelSizeNm[i]) / space.voxelSizeNm[i], position) }),
    ...(wish.zoom !== undefined && { zoom: wish.zoom * ratio }),
    ...(has('crossSectionOrientation') && { sliceRotation: wish.sliceRotation as Quaternion }),
    ...(has('projectionOrientation') && { rotation: wish.rotation as Quaternion }),
    ...(scene && { sceneNmPerPixel: ((projectionScale as number) * Math.min(...voxelSizeNm)) / scene }),
    ...(has('showAxisLines') && { axisLines: wish.axisLines as boolean }),
    ...(has('showScaleBar') && { scaleBar: wish.scaleBar as boolean }),
    ...(has('showSlices') && { slicesInScene: wish.slicesInScene as boolean }),
    ...(has('showDefaultAnnotations') && { bounds: wish.bounds as boolean }),
    ...(state.layout && { projection: wish.projection as View['projection'] }),
  };
}

function plainPosition({ dimensions, position }: ViewerState): Xyz | undefined {
  if (!position) return undefined;
  const [x, y, z] = position;
  if (x !== undefined && y !== undefined && z !== undefined) return dimensions ? undefined : [x, y, z];
  throw new InvalidDataError({
    subject: 'position',
    expected: 'a number for x, y and z',
    got: JSON.stringify(position),
    cure: 'Give all three, or the dimensions that they are in',
  });
}

/** Moves a session's view. @returns whether it arrived; a reader's hand, or another way, ends it earlier. */
export function glide(session: Session, to: View, durationMs: number, signal: AbortSignal): Promise<boolean> {
  const from = session.view;
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (!from || isStill || !(durationMs > 0)) {
    session.move(to, false);
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    const began = performance.now();
    const stop = session.subscribe((event) => event.type === 'view' && event.byUser && end(false));
    const end = (hasArrived: boolean) => {
      stop();
      cancelAnimationFrame(frame);
      signal.removeEventListener('abort', onAbort);
      resolve(hasArrived);
    };
    const onAbort = () => end(false);
    const step = (now: number) => {
      const t = Math.min(Math.max((now - began) / durationMs, 0), 1);
      session.move(t < 1 ? between(from, to, eased(t)) : to, false);
      if (t < 1) frame = requestAnimationFrame(step);
      else end(true);
    };
    let frame = requestAnimationFrame(step);
    signal.addEventListener('abort', onAbort);
  });
}

const eased = (t: number): number => t * t * (3 - 2 * t);

/** Lengths by their logarithm, so that zooming looks even; places so that they come nearer as fast as they grow. */
export function between(a: View, b: View, t: number): View {
  const zoom = a.zoom * (b.zoom / a.zoom) ** t;
  const s = Math.abs(b.zoom - a.zoom) < 1e-9 * a.zoom ? t : (zoom - a.zoom) / (b.zoom - a.zoom);
  const position: Xyz = mapXyz((v, i) => v + s * (b.position[i] - v), a.position);
  return {
    ...b,
    position,
    zoom,
    sceneNmPerPixel: a.sceneNmPerPixel * (b.sceneNmPerPixel / a.sceneNmPerPixel) ** t,
    rotation: slerp(a.rotation, b.rotation, t),
    sliceRotation: slerp(a.sliceRotation, b.sliceRotation, t),
  };
}

/** The shorter way round, at an even speed. */
export function slerp(a: Quaternion, b: Quaternion, t: number): Quaternion {
  const dot = a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);
  const angle = Math.acos(Math.min(Math.abs(dot), 1));
  const [p, q] =
    angle < 1e-6
      ? [1 - t, t]
      : [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
  const sign = dot < 0 ? -1 : 1;
  const mixed = a.map((v, i) => p * v + sign * q * (b[i] as number));
  const length = Math.hypot(...mixed);
  const [x = 0, y = 0, z = 0, w = 1] = mixed.map((v) => v / length);
  return [x, y, z, w];
}
