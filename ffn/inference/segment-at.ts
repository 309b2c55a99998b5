import type { Zyx } from '../../datasets/geometry/index.ts';
import { type Canvas, initSeed, isValidPos } from './canvas.ts';
import { type InFlight, type InferenceHooks, throwIfAborted } from './events.ts';
import { flatIndex } from './field-of-view.ts';
import { canGrowOnDevice, growOnDevice } from './grow-on-device.ts';
import { createPreview } from './preview.ts';
import { updateAt } from './update-at.ts';

/**
 * Grows one object from `start` until no move is left or its seed falls below the move threshold. Leaves the logits in
 * `canvas.seed` and the visited extent in `canvas.minPos`, `canvas.maxPos`; segments nothing.
 * @param start zyx, a field of view away from the faces.
 * @param resumed the canvas holds this object already, grown so far.
 * @returns the number of evaluations.
 * @throws AbortedError between two evaluations; the canvas can then be stored.
 */
export async function segmentAt(
  canvas: Canvas,
  start: Zyx,
  hooks: InferenceHooks = {},
  resumed?: InFlight,
): Promise<number> {
  // An object that was begun before goes on here: the device would have to begin it anew.
  if (resumed || !canGrowOnDevice(canvas)) return growOnHost(canvas, start, hooks, resumed);
  const { steps, inFlight } = await growOnDevice(canvas, start, hooks);
  return inFlight ? growOnHost(canvas, start, hooks, inFlight) : steps;
}

async function growOnHost(
  canvas: Canvas,
  start: Zyx,
  hooks: InferenceHooks,
  resumed?: InFlight,
): Promise<number> {
  const { counters, movement, options } = canvas;
  if (!resumed) beginObject(canvas, start);
  const begin = performance.now() - (resumed?.elapsedMs ?? 0);
  const startIndex = flatIndex(canvas.shape, start);
  const preview = createPreview(canvas, hooks);
  const stopLoop = counters.time('segment_at-loop', !resumed);
  let steps = resumed?.steps ?? 0;
  for (;;) {
    // Before the first evaluation there is nothing to store that the seed alone would not give again.
    if (steps > 0) throwIfAborted(hooks.signal);
    const position = movement.next((pos) => isValidPos(canvas, pos));
    if (!position) break;
    if (canvas.seed[startIndex] < options.moveLogit) {
      counters.increment('seed_got_too_weak');
      break;
    }
    if (!canvas.restrictor.isValidPos(position)) {
      // The published name, spelling included.
      counters.increment('skip_restriced_pos');
      continue;
    }
    const logits = await updateAt(canvas, position, hooks);
    steps++;
    const stopMovement = counters.time('movement_policy');
    movement.update(logits, position);
    stopMovement();
    const stopOverhead = counters.time('segment_at-overhead');
    hooks.onEvent?.({ kind: 'step', start, position, step: steps, logits });
    stopOverhead();
    preview.note(position);
    const changed = preview.take();
    if (changed) hooks.onPreview?.(changed);
    const saving = hooks.checkpoint?.({ steps, elapsedMs: performance.now() - begin });
    if (saving) await saving;
  }
  stopLoop();
  return steps;
}

function beginObject(canvas: Canvas, start: Zyx): void {
  const { movement } = canvas;
  initSeed(canvas, start);
  movement.reset(start);
  movement.append({ score: 2 * movement.scoreLogit, offset: start });
}
