import type { Zyx } from '../../datasets/geometry/index.ts';
import { type Canvas, initSeed, isValidPos } from './canvas.ts';
import { type InferenceHooks, throwIfAborted } from './events.ts';
import { flatIndex } from './field-of-view.ts';
import { updateAt } from './update-at.ts';

/**
 * Grows one object from `start` until no move is left or its seed falls below the move threshold. Leaves the logits in
 * `canvas.seed` and the visited extent in `canvas.minPos`, `canvas.maxPos`; segments nothing.
 * @param start zyx, a field of view away from the faces.
 * @returns the number of evaluations.
 * @throws AbortedError between two evaluations.
 */
export async function segmentAt(canvas: Canvas, start: Zyx, hooks: InferenceHooks = {}): Promise<number> {
  const { counters, movement, options } = canvas;
  initSeed(canvas, start);
  movement.reset(start);
  canvas.minPos = start;
  canvas.maxPos = start;
  movement.append({ score: 2 * movement.scoreLogit, offset: start });
  const startIndex = flatIndex(canvas.shape, start);
  const stopLoop = counters.time('segment_at-loop');
  let steps = 0;
  for (;;) {
    const position = movement.next((pos) => isValidPos(canvas, pos));
    if (!position) break;
    throwIfAborted(hooks.signal);
    if (canvas.seed[startIndex] < options.moveLogit) {
      counters.increment('seed_got_too_weak');
      break;
    }
    if (!canvas.restrictor.isValidPos(position)) {
      // The published name, spelling included.
      counters.increment('skip_restriced_pos');
      continue;
    }
    const logits = await updateAt(canvas, position);
    widenExtent(canvas, position);
    steps++;
    const stopMovement = counters.time('movement_policy');
    movement.update(logits, position);
    stopMovement();
    const stopOverhead = counters.time('segment_at-overhead');
    hooks.onEvent?.({ kind: 'step', start, position, step: steps, logits });
    stopOverhead();
  }
  stopLoop();
  return steps;
}

function widenExtent(canvas: Canvas, [z, y, x]: Zyx): void {
  const { min, max } = Math;
  const { minPos, maxPos } = canvas;
  canvas.minPos = [min(minPos[0], z), min(minPos[1], y), min(minPos[2], x)];
  canvas.maxPos = [max(maxPos[0], z), max(maxPos[1], y), max(maxPos[2], x)];
}
