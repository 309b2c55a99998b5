import type { Zyx } from '../../datasets/geometry/index.ts';

/** What a device needs to walk by itself. Volumes are [z, y, x] of `shape`, flat. */
export interface LoopInput {
  readonly shape: Zyx;
  /** float32, normalised. */
  readonly image: Float32Array;
  /** int32, the host's own, which changes; the device is told of changes. */
  readonly segmentation: Int32Array;
  /** Non-zero where no field of view may be centred. */
  readonly restricted?: Uint8Array;
  /** Of the movement policy; half a field of view at most. */
  readonly deltas: Zyx;
  /** Double: a face below it gives no move. */
  readonly scoreLogit: number;
  readonly initLogit: number;
  readonly padLogit: number;
  readonly moveLogit: number;
  readonly discoSeedThreshold: number;
}

/** One evaluation that a device has made. */
export interface LoopStep {
  readonly position: Zyx;
  /** Logit at the centre, as the network gave it and the disconnected-seed rule left it. */
  readonly centreLogit: number;
}

export interface LoopHooks {
  /** Seeds whose turn may come next, in order, for a device that has room to grow them ahead. Results do not depend on it. */
  readonly upcoming?: () => readonly Zyx[];
  /** Gets the steps in their order, many at a time. */
  readonly onSteps?: (steps: readonly LoopStep[]) => void;
  /** Asked now and then; true ends the walk in the middle, after the steps that are under way. */
  readonly shouldStop?: () => boolean;
  /** Called after steps were told, and waited for: the loop's logits may be read. What is under way goes on meanwhile. */
  readonly onPause?: () => Promise<void> | undefined;
}

/** How a walk went. */
export interface LoopResult {
  readonly steps: number;
  readonly ended: 'no moves left' | 'seed too weak' | 'stopped';
  /** Extent of the visited centres, inclusive; the start where there are none. */
  readonly minPos: Zyx;
  readonly maxPos: Zyx;
  /** Moves refused: below the move threshold; at a face or in a segment; by the restrictor. */
  readonly skipped: { readonly threshold: number; readonly invalid: number; readonly restricted: number };
}

/** What a stopped walk has yet to do, for another to go on with. */
export interface PendingMoves {
  /** Voxels to try, in order. */
  readonly queue: readonly Zyx[];
  /** Cells with an evaluation; the start lies in the middle of (0, 0, 0). */
  readonly doneCells: readonly Zyx[];
}

/** Planes z and rows y, half open. */
export interface Slab {
  readonly z: readonly [begin: number, end: number];
  readonly y: readonly [begin: number, end: number];
}

/**
 * A canvas that lives on a device, with the walk of FaceMaxMovementPolicy: the host hears of it now and then. Calls
 * follow one another; the next begins when the last has answered.
 */
export interface DeviceLoop {
  /** Forgets the last object, and grows one from `start` (a field of view away from the faces). */
  grow(start: Zyx, hooks?: LoopHooks): Promise<LoopResult>;
  /** Copies logits of whole rows to a volume of the canvas's shape; NaN where nothing was predicted. */
  readLogits(slab: Slab, into: Float32Array): Promise<void>;
  /** Of the object that was grown last. */
  readMoves(): Promise<PendingMoves>;
  /** Whole rows of the segmentation have changed. */
  writeSegmentation(slab: Slab, segmentation: Int32Array): void;
  dispose(): void;
}
