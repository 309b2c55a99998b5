import type { FloodlightError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { LayerInfo, LayerType } from '../state/index.ts';

/** A layer whose description was read. */
export interface LoadedLayer extends LayerInfo {
  readonly name: string;
  readonly type: LayerType;
}

/** Detail of `floodlight-load`. */
export interface LoadDetail {
  /** In the order of the page; those that failed are not among them. */
  readonly layers: readonly LoadedLayer[];
}

/** Detail of `floodlight-move`. */
export interface MoveDetail {
  /** Voxels. */
  readonly position: Xyz;
  /** Voxels per CSS pixel. */
  readonly zoom: number;
}

/** The events of our elements, and what they carry. */
export interface FloodlightEvents {
  'floodlight-load': CustomEvent<LoadDetail>;
  'floodlight-idle': CustomEvent<void>;
  'floodlight-error': CustomEvent<FloodlightError>;
  'floodlight-move': CustomEvent<MoveDetail>;
}

declare global {
  interface HTMLElementEventMap extends FloodlightEvents {}
}
