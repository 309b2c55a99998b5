import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { PanelKind } from './layouts.ts';
import type { Orientation } from './orientation.ts';
import { planeBasis, rotateVector } from './plane.ts';
import { composeRotations, type Quaternion, rotationAbout, rotationRows } from './quaternion.ts';
import { positionNm, type Space, type View } from './view.ts';

/** Axes of a panel: to the right, down, into the screen. */
const AXIS_NAMES = ['right', 'down', 'through'] as const;
const UNITS: readonly [Xyz, Xyz, Xyz] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Turns a panel about one of its own axes; cross-sections turn together. @param axis of the panel. @param angle radians. */
export function turnPanel(view: View, kind: PanelKind, axis: 0 | 1 | 2, angle: number): View {
  if (kind === '3d')
    return { ...view, rotation: composeRotations(view.rotation, rotationAbout(UNITS[axis], angle)) };
  const about = planeBasis(kind, view.sliceRotation)[AXIS_NAMES[axis]];
  return { ...view, sliceRotation: composeRotations(rotationAbout(about, angle), view.sliceRotation) };
}

/** Degrees of rotation per CSS pixel of a drag, as in Neuroglancer. */
const RADIANS_PER_PIXEL = (0.25 * Math.PI) / 180;

/**
 * Turns the cross-sections by a drag; the point that was grabbed stays where it is.
 * @param delta CSS pixels. @param fixedNm nanometres.
 */
export function turnSlices(
  view: View,
  space: Space,
  orientation: Orientation,
  { delta, fixedNm }: { readonly delta: readonly [number, number]; readonly fixedNm: Xyz },
): View {
  const { right, down } = planeBasis(orientation, view.sliceRotation);
  const turn = composeRotations(
    rotationAbout(right, -delta[1] * RADIANS_PER_PIXEL),
    rotationAbout(down, -delta[0] * RADIANS_PER_PIXEL),
  );
  const offset = rotateVector(
    turn,
    mapXyz((v, i) => v - fixedNm[i], positionNm(view, space)),
  );
  const position = mapXyz((v, i) => (fixedNm[i] + v) / space.voxelSizeNm[i], offset);
  return { ...view, position, sliceRotation: composeRotations(turn, view.sliceRotation) };
}

/** One voxel along an axis of a panel. @param steps signed. */
export function stepAlong(view: View, kind: PanelKind, axis: 0 | 1 | 2, steps: number): View {
  const direction =
    kind === '3d'
      ? rotateVector(view.rotation, UNITS[axis])
      : planeBasis(kind, view.sliceRotation)[AXIS_NAMES[axis]];
  return { ...view, position: mapXyz((v, i) => v + steps * direction[i], view.position) };
}

/** The nearest straight view, at a voxel's centre. */
export function snapView(view: View, kind: PanelKind): View {
  const position = mapXyz((v) => Math.floor(v) + 0.5, view.position);
  return kind === '3d'
    ? { ...view, position, rotation: nearestStraight(view.rotation) }
    : { ...view, position, sliceRotation: nearestStraight(view.sliceRotation) };
}

/** The rotation of whole quarter turns that is nearest: of all 24, the one with the smallest angle between. */
function nearestStraight(rotation: Quaternion): Quaternion {
  const likeness = (other: Quaternion) =>
    Math.abs(other.reduce((sum, v, i) => sum + v * (rotation[i] as number), 0));
  return straightRotations().reduce((best, each) => (likeness(each) > likeness(best) + 1e-9 ? each : best));
}

/** All products of quarter turns about x, y and z, each once. */
function straightRotations(): Quaternion[] {
  const quarter = Math.PI / 2;
  const found = new Map<string, Quaternion>();
  const turns = [0, 1, 2, 3];
  for (const x of turns)
    for (const y of turns)
      for (const z of turns) {
        const [a, b, c] = [x, y, z].map((n, i) => rotationAbout(UNITS[i as 0], n * quarter));
        const each = composeRotations(composeRotations(a as Quaternion, b as Quaternion), c as Quaternion);
        const key = rotationRows(each)
          .map((v) => Math.round(v) + 0)
          .join();
        if (!found.has(key)) found.set(key, each.map(clean) as unknown as Quaternion);
      }
  return [...found.values()];
}

/** Rounding leaves 1e-17 where 0 is meant. */
const clean = (v: number): number => (Math.abs(v) < 1e-12 ? 0 : v);
