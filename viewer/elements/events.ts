import type { FloodlightError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Action, LayerInfo, LayerType, PanelKind } from '../state/index.ts';
import type { ClickedObject } from '../workers/segmenter/index.ts';
import type { PickDetail } from './pick.ts';

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

/** Detail of `floodlight-position-change`. */
export interface PositionDetail {
  /** Voxels. */
  readonly position: Xyz;
  /** Voxels per CSS pixel. */
  readonly zoom: number;
}

/** Detail of `floodlight-selection-change`. */
export interface SelectionDetail {
  /** The name of the segmentation. */
  readonly layer: string;
  /** Decimal ids; a `!` before one: listed and not shown. */
  readonly segments: readonly string[];
}

/** Detail of `floodlight-progress`: chunks and meshes that are wanted and not there. */
export interface ProgressDetail {
  readonly loading: number;
  /** Not in their store. */
  readonly missing: number;
  readonly failed: number;
}

/** Detail of `floodlight-action`, which panels send to the viewer around them. */
export interface ActionDetail {
  readonly action: Action;
  readonly kind: PanelKind;
  /** Nanometres; of cross-sections. */
  readonly pointNm: Xyz | undefined;
}

/** Detail of `floodlight-object`. */
export interface ObjectDetail {
  readonly object: ClickedObject;
}

/** Detail of `floodlight-objects-change`. */
export interface ObjectsDetail {
  /** Oldest first. */
  readonly objects: readonly ClickedObject[];
}

/** Detail of `floodlight-history-change`. */
export interface HistoryDetail {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** The events of our elements, and what they carry. */
export interface FloodlightEvents {
  'floodlight-load': CustomEvent<LoadDetail>;
  'floodlight-idle': CustomEvent<void>;
  'floodlight-error': CustomEvent<FloodlightError>;
  'floodlight-position-change': CustomEvent<PositionDetail>;
  'floodlight-selection-change': CustomEvent<SelectionDetail>;
  'floodlight-pick': CustomEvent<PickDetail>;
  'floodlight-progress': CustomEvent<ProgressDetail>;
  'floodlight-action': CustomEvent<ActionDetail>;
  'floodlight-state-change': CustomEvent<void>;
  'floodlight-object': CustomEvent<ObjectDetail>;
  'floodlight-objects-change': CustomEvent<ObjectsDetail>;
  'floodlight-history-change': CustomEvent<HistoryDetail>;
  'floodlight-theme-change': CustomEvent<void>;
}

declare global {
  interface HTMLElementEventMap extends FloodlightEvents {}
}
