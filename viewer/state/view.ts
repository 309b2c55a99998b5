import { type Box, boxSize, mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { type Orientation, PANEL_AXES } from './orientation.ts';
import { alongPlane, planeBasis } from './plane.ts';
import {
  composeRotations,
  invertRotation,
  NO_ROTATION,
  type Quaternion,
  rotationAbout,
} from './quaternion.ts';
import type { Rgb } from './segment-color.ts';

/** How the 3-D panel projects. */
export type Projection = 'perspective' | 'orthographic';

/** Where the reader is: one value for all panels, replaced as a whole and never changed in place. */
export interface View {
  /** Voxels of the finest scale of the first layer; voxel i spans [i, i + 1). */
  readonly position: Xyz;
  /** Cross-sections: canonical voxels (the shortest side of a voxel) per CSS pixel. */
  readonly zoom: number;
  /** Cross-sections: turns all three planes together, in physical space. Neuroglancer's crossSectionOrientation. */
  readonly sliceRotation: Quaternion;
  /** 3-D: from view axes (right, down, into the screen) to volume axes. */
  readonly rotation: Quaternion;
  /** 3-D: nanometres per CSS pixel at the distance of `position`. */
  readonly sceneNmPerPixel: number;
  /** 3-D. */
  readonly projection: Projection;
  /** 3-D: whether the cross-sections are shown in it. */
  readonly slicesInScene: boolean;
  /** Lines through the position, in all panels. */
  readonly axisLines: boolean;
  readonly scaleBar: boolean;
  /** 3-D: the outline of the volume. */
  readonly bounds: boolean;
  /** Behind the cross-sections; default: what the page has there. */
  readonly sliceBackground?: Rgb | undefined;
  /** Behind the meshes. */
  readonly sceneBackground?: Rgb | undefined;
}

/** The space that a view's numbers are in. */
export interface Space {
  /** Nanometres per voxel of the first layer. */
  readonly voxelSizeNm: Xyz;
  /** What the layers cover together, in nanometres. */
  readonly boundsNm: Box;
}

/** Seen a little from above and from the side, so that depth is visible before anybody drags. */
export const DEFAULT_ROTATION: Quaternion = composeRotations(
  rotationAbout([0, 1, 0], (-28 * Math.PI) / 180),
  rotationAbout([1, 0, 0], (-24 * Math.PI) / 180),
);

/** How much more room a ball takes in perspective (45 degrees) than its own diameter: 1 / cos(22.5 degrees). */
const NEARNESS = 1.0824;

/** What a view has before anybody changes it; position and zooms come from the data. */
export const DEFAULT_TURN = {
  sliceRotation: NO_ROTATION,
  rotation: DEFAULT_ROTATION,
  projection: 'perspective',
  slicesInScene: false,
  axisLines: true,
  scaleBar: true,
  bounds: true,
} as const satisfies Partial<View>;

/** Air around a volume that is fitted into a panel. */
const FIT_MARGIN = 1.04;

/** Degrees of rotation per CSS pixel of a drag, as in Neuroglancer. */
const DEGREES_PER_PIXEL = 0.25;

/** Zoom limits keep every product finite: a millionth of a voxel to a million voxels per pixel. */
const ZOOM_RANGE = [1e-6, 1e6] as const;

export const canonicalVoxelNm = ({ voxelSizeNm }: Space): number => Math.min(...voxelSizeNm);

export const positionNm = (view: View, space: Space): Xyz =>
  mapXyz((v, i) => v * space.voxelSizeNm[i], view.position);

/** Centre of the bounds in voxels. */
export function centerOf({ boundsNm, voxelSizeNm }: Space): Xyz {
  return mapXyz((v, i) => (v + boundsNm.end[i]) / 2 / voxelSizeNm[i], boundsNm.begin);
}

/** A panel's size in CSS pixels. */
export interface PanelSize {
  readonly kind: Orientation | '3d';
  readonly width: number;
  readonly height: number;
}

/** @returns the zoom at which the volume fits into every cross-section given; 1 where there is none. */
export function fitZoom(space: Space, panels: readonly PanelSize[]): number {
  const size = boxSize(space.boundsNm);
  const needed = panels.flatMap(({ kind, width, height }) => {
    if (kind === '3d' || width <= 0 || height <= 0) return [];
    const { right, down } = PANEL_AXES[kind];
    return [size[right.axis] / width, size[down.axis] / height];
  });
  if (needed.length === 0) return 1;
  return clampZoom((Math.max(...needed) * FIT_MARGIN) / canonicalVoxelNm(space));
}

/** @returns nanometres per CSS pixel at which the volume fits into the 3-D panel from any side. */
export function fitScene(space: Space, panels: readonly PanelSize[]): number {
  const scene = panels.find(({ kind, width, height }) => kind === '3d' && width > 0 && height > 0);
  const diagonal = Math.hypot(...boxSize(space.boundsNm));
  return scene ? (diagonal * NEARNESS) / Math.min(scene.width, scene.height) : diagonal / 256;
}

/** @param dx, dy CSS pixels the pointer went: what is under it follows. */
export function panBy(
  view: View,
  space: Space,
  orientation: Orientation,
  delta: readonly [number, number],
): View {
  const nmPerPixel = view.zoom * canonicalVoxelNm(space);
  const basis = planeBasis(orientation, view.sliceRotation);
  const offsetNm = alongPlane([0, 0, 0], basis, -delta[0] * nmPerPixel, -delta[1] * nmPerPixel);
  return { ...view, position: mapXyz((v, i) => v + offsetNm[i] / space.voxelSizeNm[i], view.position) };
}

/** @param steps into the screen; each is a vector one voxel long in voxels, as in Neuroglancer, whatever their shape. */
export function stepThrough(view: View, orientation: Orientation, steps: number): View {
  const { through } = planeBasis(orientation, view.sliceRotation);
  return { ...view, position: mapXyz((v, i) => v + steps * through[i], view.position) };
}

/**
 * Zooms a cross-section and keeps what is at `at` in its place.
 * @param at CSS pixels from the panel's centre.
 */
export function zoomAt(
  view: View,
  space: Space,
  orientation: Orientation,
  { factor, at }: { readonly factor: number; readonly at: readonly [number, number] },
): View {
  const zoom = clampZoom(view.zoom * factor);
  // The point under the pointer moves by the change of scale; panning back by that keeps it.
  const moved = (zoom - view.zoom) / zoom;
  return panBy({ ...view, zoom }, space, orientation, [at[0] * moved, at[1] * moved]);
}

/** @param delta CSS pixels the pointer went: the object's front follows it. */
export function rotateBy(view: View, delta: readonly [number, number]): View {
  const radians = (pixels: number) => (pixels * DEGREES_PER_PIXEL * Math.PI) / 180;
  const turn = composeRotations(
    rotationAbout([1, 0, 0], radians(delta[1])),
    rotationAbout([0, 1, 0], radians(-delta[0])),
  );
  return { ...view, rotation: composeRotations(view.rotation, invertRotation(turn)) };
}

export function zoomScene(view: View, factor: number): View {
  return { ...view, sceneNmPerPixel: Math.max(view.sceneNmPerPixel * factor, Number.MIN_VALUE) };
}

function clampZoom(zoom: number): number {
  return Math.min(Math.max(zoom, ZOOM_RANGE[0]), ZOOM_RANGE[1]);
}
