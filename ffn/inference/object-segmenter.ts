import { InvalidDataError, isFloodlightError } from '../../datasets/errors.ts';
import type { Zyx } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../backends/index.ts';
import { acceptObject, selectObject } from './accept-object.ts';
import { type Canvas, createCanvas, isValidPos, visitedRegion } from './canvas.ts';
import { closeLoop } from './device-loss.ts';
import { createEventQueue } from './event-queue.ts';
import type { InferenceEvent } from './events.ts';
import { type Fov, flatIndex, forEachRow } from './field-of-view.ts';
import type { CanvasOptions } from './options.ts';
import { segmentAt } from './segment-at.ts';

export interface ObjectSegmenterInput {
  readonly network: FfnNetwork;
  /** [z, y, x] float32, normalised. */
  readonly image: Float32Array;
  readonly shape: Zyx;
  readonly options: CanvasOptions;
  /** Milliseconds between two updates, at least. Default 0: after every evaluation, on a GPU after every batch of them. */
  readonly updateMs?: number;
}

/** A box of the canvas, and where the object is in it. */
export interface ObjectMask {
  /** First voxel, zyx, and voxels. */
  readonly begin: Zyx;
  readonly size: Zyx;
  /** [z, y, x] uint8: 1 where the object is; voxels of objects that were kept are 0. */
  readonly mask: Uint8Array;
}

/** What a click grows, as it grows. */
export type ObjectUpdate =
  /** All that has changed since the last update. */
  | ({ readonly kind: 'update'; readonly step: number } & ObjectMask)
  /** The GPU was lost: the object begins again, and its masks with it. */
  | { readonly kind: 'device-lost'; readonly reason: string }
  /** No move is left, or it was stopped. Voxels below the request's `min_segment_size`, or a weak seed, are said here only. */
  | ({
      readonly kind: 'done';
      readonly steps: number;
      readonly voxels: number;
      /** Its seed fell below the move threshold. */
      readonly isWeak: boolean;
      readonly isStopped: boolean;
    } & ObjectMask);

/** Grows one object at a time from a seed that a person chose. Runs wherever its network does, in a browser's worker too. */
export interface ObjectSegmenter {
  /**
   * @param seed zyx. Leaving the loop, or the signal, cancels between two evaluations.
   * @throws InvalidDataError where no field of view fits around the seed, or an object that was kept has it; AbortedError.
   */
  grow(seed: Zyx, signal?: AbortSignal): AsyncGenerator<ObjectUpdate, void, void>;
  /** Ends the object that is growing as it is: it can be kept. */
  stop(): void;
  /** Makes the object that was grown last a segment, which later ones do not enter. @returns its id and voxels. */
  keep(): { readonly id: number; readonly voxels: number };
  /** [z, y, x] int32 ids of the objects kept; a view that changes. Who writes before the first `grow` gives objects that were there. */
  readonly segmentation: Int32Array;
  /** Frees what the device holds. */
  dispose(): void;
}

export function createObjectSegmenter(input: ObjectSegmenterInput): ObjectSegmenter {
  const canvas = createCanvas(input);
  let last: { readonly seed: Zyx; readonly steps: number } | undefined;
  let stopping = new AbortController();
  return {
    segmentation: canvas.segmentation,
    async *grow(seed, signal) {
      assertUsable(canvas, seed);
      last = undefined;
      stopping = new AbortController();
      const events = createEventQueue<ObjectUpdate>();
      const left = new AbortController();
      const growing = growOne(canvas, seed, {
        stopping: stopping.signal,
        leaving: signal ? AbortSignal.any([signal, left.signal]) : left.signal,
        updateMs: input.updateMs ?? 0,
        tell: (update) => events.push(update),
      }).then(
        (steps) => {
          last = { seed, steps };
          events.close();
        },
        (error: unknown) => events.close(error),
      );
      try {
        yield* events;
      } finally {
        left.abort();
        await growing;
      }
    },
    stop: () => stopping.abort(),
    keep() {
      if (!last) {
        const cure = 'Call grow() and read it to its end first';
        throw new InvalidDataError({ subject: 'object', expected: 'one that was grown', got: 'none', cure });
      }
      const selection = selectObject(canvas);
      const origin = { startZyx: last.seed, iters: last.steps, walltimeSec: 0 };
      const id = acceptObject(canvas, selection, origin);
      last = undefined;
      return { id, voxels: selection.freeVoxels };
    },
    dispose: () => closeLoop(canvas),
  };
}

interface Growing {
  readonly stopping: AbortSignal;
  readonly leaving: AbortSignal;
  readonly updateMs: number;
  readonly tell: (update: ObjectUpdate) => void;
}

/** @returns evaluations. @throws AbortedError where it was left, not where it was stopped. */
async function growOne(
  canvas: Canvas,
  seed: Zyx,
  { stopping, leaving, updateMs, tell }: Growing,
): Promise<number> {
  let step = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  const onEvent = (event: InferenceEvent): void => {
    if (event.kind === 'step') step = event.step;
    else if (event.kind === 'device-lost') tell({ kind: 'device-lost', reason: event.reason });
  };
  const hooks = {
    signal: AbortSignal.any([stopping, leaving]),
    onEvent,
    isPreviewDue: () => performance.now() - toldAt >= updateMs,
    onPreview: (changed: Fov) => {
      toldAt = performance.now();
      tell({ kind: 'update', step, ...maskOf(canvas, changed) });
    },
  };
  const isStopped = await segmentAt(canvas, seed, hooks).then(
    (steps) => {
      step = steps;
      return false;
    },
    (error: unknown) => {
      if (stopping.aborted && !leaving.aborted && isFloodlightError(error, 'aborted')) return true;
      throw error;
    },
  );
  const isWeak = canvas.seed[flatIndex(canvas.shape, seed)] < canvas.options.moveLogit;
  const voxels = selectObject(canvas).freeVoxels;
  const whole = maskOf(canvas, visitedRegion(canvas));
  tell({ kind: 'done', steps: step, voxels, isWeak, isStopped, ...whole });
  return step;
}

function assertUsable(canvas: Canvas, seed: Zyx): void {
  if (isValidPos(canvas, seed, true)) return;
  throw new InvalidDataError({
    subject: 'seed',
    expected: `a free voxel at least ${canvas.margin.join(', ')} voxels (z, y, x) from every face`,
    got: seed.join(', '),
  });
}

/** Out of the canvas, which every step writes back to. */
function maskOf({ options, seed, segmentation }: Canvas, region: Fov): ObjectMask {
  const { start: begin, size } = region;
  const width = size[2];
  const mask = new Uint8Array(size[0] * size[1] * width);
  forEachRow(region, (inVolume, inMask) => {
    for (let x = 0; x < width; x++) {
      const isObject = seed[inVolume + x] >= options.segmentLogit && segmentation[inVolume + x] <= 0;
      mask[inMask + x] = Number(isObject);
    }
  });
  return { begin, size, mask };
}
