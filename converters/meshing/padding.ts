import { type Xyz, xyz } from '../../datasets/geometry/index.ts';

/** Layers of 0 to put around a block: 0 or 1 per axis. */
export interface Padding {
  readonly lower: Xyz;
  readonly upper: Xyz;
}

export const PADDED: Padding = { lower: xyz(1, 1, 1), upper: xyz(1, 1, 1) };
