/** Which plane a cross-section shows. */
export type Orientation = 'xy' | 'xz' | 'yz';
export const ORIENTATIONS: readonly Orientation[] = ['xy', 'xz', 'yz'];

export type Axis = 0 | 1 | 2;
export const AXIS_NAMES = ['x', 'y', 'z'] as const;

/** A signed volume axis: `sign` 1 where it grows in the direction named. */
export interface Direction {
  readonly axis: Axis;
  readonly sign: 1 | -1;
}

/** How a panel looks at the volume. `through` points into the screen, away from the reader. */
export interface PanelAxes {
  readonly right: Direction;
  readonly down: Direction;
  readonly through: Direction;
}

/** Neuroglancer's panels: xy turned by +90 degrees about x (xz) and about y (yz), so that links show the same. */
export const PANEL_AXES: Record<Orientation, PanelAxes> = {
  xy: { right: { axis: 0, sign: 1 }, down: { axis: 1, sign: 1 }, through: { axis: 2, sign: 1 } },
  xz: { right: { axis: 0, sign: 1 }, down: { axis: 2, sign: 1 }, through: { axis: 1, sign: -1 } },
  yz: { right: { axis: 2, sign: -1 }, down: { axis: 1, sign: 1 }, through: { axis: 0, sign: 1 } },
};

export const isOrientation = (text: unknown): text is Orientation =>
  ORIENTATIONS.includes(text as Orientation);
