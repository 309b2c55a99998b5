import type { Zyx } from '../../datasets/geometry/index.ts';
import { acceptObject, selectObject } from './accept-object.ts';
import { type Canvas, isValidPos } from './canvas.ts';
import { closeLoop } from './device-loss.ts';
import { type InFlight, type InferenceHooks, type Rejection, throwIfAborted } from './events.ts';
import { flatIndex } from './field-of-view.ts';
import type { SeedPolicy } from './seeds/index.ts';
import { segmentAt } from './segment-at.ts';
import { isNearSegment, upcomingSeeds } from './upcoming-seeds.ts';

/** The counter that takes the time of an attempt, by how it ended. */
const TIME_COUNTERS: Readonly<Record<Rejection, string>> = {
  'no-steps': 'invalid-other-time-ms',
  weak: 'invalid-weak-time-ms',
  small: 'invalid-small-time-ms',
};

/**
 * Tries every seed in turn; what grows large enough becomes the next segment of `canvas.segmentation`.
 * @param resumed canvas and seeds were restored; the object in flight, where there was one, is grown on.
 * @throws AbortedError; the canvas then holds the segments so far, and can be stored.
 */
export async function segmentAll(
  canvas: Canvas,
  seeds: SeedPolicy,
  hooks: InferenceHooks = {},
  resumed?: InFlight,
): Promise<void> {
  const stop = canvas.counters.time('segment_all', !resumed);
  const watched = { ...hooks, upcoming: () => upcomingSeeds(canvas, seeds) };
  let inFlight = resumed && resumed.steps > 0 ? resumed : undefined;
  try {
    for (;;) {
      throwIfAborted(hooks.signal);
      if (!inFlight) await hooks.checkpoint?.({ steps: 0, elapsedMs: 0 });
      const stopSeeds = canvas.counters.time('seed-policy', !inFlight);
      const pos = seeds.next();
      stopSeeds();
      if (!pos) break;
      // The checks were made, and counted, before the object in flight began.
      if (!inFlight && !isUsableSeed(canvas, pos)) continue;
      if (!inFlight && isNearSegment(canvas, pos)) {
        canvas.segmentation[flatIndex(canvas.shape, pos)] = -1;
        continue;
      }
      await trySeed(canvas, pos, watched, inFlight);
      inFlight = undefined;
    }
  } finally {
    closeLoop(canvas);
  }
  stop();
}

function isUsableSeed(canvas: Canvas, pos: Zyx): boolean {
  const { restrictor } = canvas;
  return isValidPos(canvas, pos, true) && restrictor.isValidPos(pos) && restrictor.isValidSeed(pos);
}

async function trySeed(
  canvas: Canvas,
  start: Zyx,
  hooks: InferenceHooks,
  inFlight?: InFlight,
): Promise<void> {
  const { counters, segmentation, shape, options } = canvas;
  const begin = performance.now() - (inFlight?.elapsedMs ?? 0);
  const steps = await segmentAt(canvas, start, hooks, inFlight);
  const index = flatIndex(shape, start);
  const reject = (reason: Rejection, mark: boolean): void => {
    if (mark && segmentation[index] === 0) segmentation[index] = -1;
    counters.increment(TIME_COUNTERS[reason], performance.now() - begin);
    hooks.onEvent?.({ kind: 'rejected', start, steps, reason });
  };
  if (steps <= 0) return reject('no-steps', false);
  if (canvas.seed[index] < options.moveLogit) return reject('weak', true);
  const selection = selectObject(canvas);
  if (selection.freeVoxels < options.minSegmentSizeVoxels) return reject('small', true);
  const elapsedMs = performance.now() - begin;
  const id = acceptObject(canvas, selection, {
    startZyx: start,
    iters: steps,
    walltimeSec: elapsedMs / 1000,
  });
  counters.increment('valid-time-ms', elapsedMs);
  hooks.onEvent?.({ kind: 'object', id, start, steps, voxels: selection.freeVoxels });
}
