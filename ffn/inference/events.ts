import { AbortedError } from '../../datasets/errors.ts';
import type { Zyx } from '../../datasets/geometry/index.ts';
import type { Fov } from './field-of-view.ts';

/** Why a seed that was tried left no segment. */
export type Rejection = 'no-steps' | 'weak' | 'small';

/** What inference tells as it goes. Positions are relative to the canvas. */
export type InferenceEvent =
  | {
      readonly kind: 'step';
      readonly start: Zyx;
      readonly position: Zyx;
      /** 1 for the first evaluation of the object. */
      readonly step: number;
      /** [z, y, x] float32 logits of the field of view; valid during the call. None where the walk is on a device. */
      readonly logits?: Float32Array;
    }
  | {
      readonly kind: 'object';
      readonly id: number;
      readonly start: Zyx;
      readonly steps: number;
      readonly voxels: number;
    }
  | { readonly kind: 'rejected'; readonly start: Zyx; readonly steps: number; readonly reason: Rejection }
  /** A run that was stopped goes on: segments it had, and steps of the object that was growing. */
  | { readonly kind: 'resumed'; readonly objects: number; readonly voxels: number; readonly steps: number }
  /** A new device takes over; the object that was growing begins anew, and its steps are not told twice. */
  | { readonly kind: 'device-lost'; readonly reason: string }
  /** The state was stored; or it could not be, and the run goes on without. */
  | { readonly kind: 'checkpoint'; readonly path: string }
  | { readonly kind: 'checkpoint-failed'; readonly error: unknown };

/** How far the object that is growing has come: no steps where none is. */
export interface InFlight {
  readonly steps: number;
  readonly elapsedMs: number;
}

/** How a caller watches and stops an inference. */
export interface InferenceHooks {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: InferenceEvent) => void;
  /** Seeds whose turn may come next, for devices that grow objects ahead; `segmentAll` gives its own. */
  readonly upcoming?: () => readonly Zyx[];
  /** Called where the canvas is whole and may be stored: before each seed and after each evaluation. */
  readonly checkpoint?: (inFlight: InFlight) => Promise<void> | undefined;
  /** Whether somebody wants to see the object as it is: asked after evaluations, on a device after many. */
  readonly isPreviewDue?: () => boolean;
  /** `canvas.seed` holds the object as it is. @param changed all that differs from the last preview lies in here. */
  readonly onPreview?: (changed: Fov) => void;
  /** Whether `checkpoint` would store now: a device gives its walk back for it. */
  readonly isCheckpointDue?: () => boolean;
}

/** @throws AbortedError */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new AbortedError({
    subject: 'inference',
    expected: 'to run to its end',
    got: 'a request to stop',
    cause: signal.reason,
  });
}
