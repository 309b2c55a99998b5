import type { FloodlightError } from '../../datasets/errors.ts';
import type { LayerInfo, LayerSpec } from '../state/index.ts';

/** A layer whose dataset was opened. */
export interface OpenedLayer {
  readonly spec: LayerSpec;
  readonly info: LayerInfo;
}

/** What a session tells those who show it. */
export type SessionEvent =
  /** The description of every layer was read, or failed; the view is set. */
  | { readonly type: 'load'; readonly layers: readonly OpenedLayer[] }
  /** Everything visible is loaded and drawn. */
  | { readonly type: 'idle' }
  /** A frame was drawn; `counts` may have changed. */
  | { readonly type: 'progress' }
  /** The view changed; `byUser` where a pointer or key did it, `isWish` where a program asked for it. */
  | { readonly type: 'view'; readonly byUser: boolean; readonly isWish?: boolean }
  /** The pointer is over another point. */
  | { readonly type: 'hover' }
  /** Something could not be read; the rest goes on. */
  | { readonly type: 'error'; readonly error: FloodlightError; readonly layer: LayerSpec | undefined }
  /** The browser took the context away, or gave it back. */
  | { readonly type: 'context'; readonly lost: boolean };

export type SessionListener = (event: SessionEvent) => void;
