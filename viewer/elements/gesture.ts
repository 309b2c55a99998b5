import type { Xyz } from '../../datasets/geometry/index.ts';

/** CSS pixels, x right and y down. */
export type Pixels = readonly [x: number, y: number];

/** What the pointer did; keys leave all of it at 0. */
export interface Gesture {
  /** Pixels from the panel's centre. */
  readonly at: Pixels;
  /** Where a drag began. */
  readonly from: Pixels;
  readonly delta: Pixels;
  /** A wheel: 1 towards the reader's far side, -1 back. */
  readonly steps: number;
  readonly factor: number;
  /** What is under the pointer, where there is something. */
  readonly pointNm?: Xyz | undefined;
}

export const NO_GESTURE: Gesture = { at: [0, 0], from: [0, 0], delta: [0, 0], steps: 0, factor: 1 };
