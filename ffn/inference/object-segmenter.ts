import { InvalidDataError } from '../../datasets/errors.ts';
import type { Zyx } from '../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../backends/index.ts';
import { acceptObject, selectObject } from './accept-object.ts';
import { type Canvas, createCanvas, isValidPos } from './canvas.ts';
import { createEventQueue } from './event-queue.ts';
import { cropFov, flatIndex, fovAround } from './field-of-view.ts';
import type { CanvasOptions } from './options.ts';
import { segmentAt } from './segment-at.ts';

export interface ObjectSegmenterInput {
  readonly network: FfnNetwork;
  /** [z, y, x] float32, normalised. */
  readonly image: Float32Array;
  readonly shape: Zyx;
  readonly options: CanvasOptions;
}

/** What a click grows, as it grows. */
export type ObjectUpdate =
  /** Logits of one field of view changed. */
  | {
      readonly kind: 'update';
      readonly step: number;
      /** First voxel of the field of view, zyx, and its size. */
      readonly begin: Zyx;
      readonly size: Zyx;
      /** [z, y, x] uint8: 1 where the object is now. */
      readonly mask: Uint8Array;
    }
  /** No move is left. Voxels below the request's `min_segment_size`, or a seed that became weak, are said here only. */
  | { readonly kind: 'done'; readonly steps: number; readonly voxels: number; readonly isWeak: boolean };

/** Grows one object at a time from a seed that a person chose. Runs wherever its network does, in a browser's worker too. */
export interface ObjectSegmenter {
  /**
   * @param seed zyx. Leaving the loop, or the signal, cancels between two evaluations.
   * @throws InvalidDataError where no field of view fits around the seed, or an object that was kept has it; AbortedError.
   */
  grow(seed: Zyx, signal?: AbortSignal): AsyncGenerator<ObjectUpdate, void, void>;
  /** Makes the object that was grown last a segment, which later ones do not enter. @returns its id and voxels. */
  keep(): { readonly id: number; readonly voxels: number };
  /** [z, y, x] int32 ids of the objects kept; a view that changes. */
  readonly segmentation: Int32Array;
}

export function createObjectSegmenter(input: ObjectSegmenterInput): ObjectSegmenter {
  const canvas = createCanvas(input);
  let last: { readonly seed: Zyx; readonly steps: number } | undefined;
  return {
    segmentation: canvas.segmentation,
    async *grow(seed, signal) {
      assertUsable(canvas, seed);
      last = undefined;
      const events = createEventQueue<ObjectUpdate>();
      const stop = new AbortController();
      const hooks = {
        signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
        onEvent: (event: Parameters<NonNullable<Parameters<typeof segmentAt>[2]>['onEvent'] & object>[0]) => {
          if (event.kind === 'step') events.push(updateOf(canvas, event));
        },
      };
      const growing = segmentAt(canvas, seed, hooks).then(
        (steps) => {
          last = { seed, steps };
          events.push(doneOf(canvas, seed, steps));
          events.close();
        },
        (error: unknown) => events.close(error),
      );
      try {
        yield* events;
      } finally {
        stop.abort();
        await growing;
      }
    },
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
  };
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
function updateOf(
  { options, network, seed, shape }: Canvas,
  { position, step }: { readonly position: Zyx; readonly step: number },
): ObjectUpdate {
  const size = network.info.fovSize;
  const fov = fovAround(position, size, shape);
  const logits = new Float32Array(size[0] * size[1] * size[2]);
  cropFov(seed, fov, logits);
  const mask = Uint8Array.from(logits, (logit) => (logit >= options.segmentLogit ? 1 : 0));
  return { kind: 'update', step, begin: fov.start, size, mask };
}

function doneOf(canvas: Canvas, seed: Zyx, steps: number): ObjectUpdate {
  const isWeak = canvas.seed[flatIndex(canvas.shape, seed)] < canvas.options.moveLogit;
  return { kind: 'done', steps, voxels: selectObject(canvas).freeVoxels, isWeak };
}
