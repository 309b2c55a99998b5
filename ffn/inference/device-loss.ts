import { isFloodlightError, TransientError } from '../../datasets/errors.ts';
import type { Canvas } from './canvas.ts';
import type { InferenceHooks } from './events.ts';

/** A device that is lost so often while one thing is tried will not do it. */
const MOST_LOSSES = 3;

/** A driver that begins anew has no adapter for a moment. */
const PAUSE_MS = 500;

/** Frees what the device holds for this canvas; it is opened again where it is needed again. */
export function closeLoop(canvas: Canvas): void {
  canvas.loop?.dispose();
  canvas.loop = undefined;
}

/**
 * Tries again on a new device where the device was lost: all that later objects need (segmentation, seeds) is on the host.
 * A request to stop is left to `attempt`, which knows what can be stored.
 * @param attempt gives the same, however often it is tried.
 * @throws TransientError after three losses; else what `attempt` throws.
 */
export async function despiteDeviceLoss<T>(
  canvas: Canvas,
  hooks: InferenceHooks,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let losses = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLoss(error) || !canvas.network.renew) throw error;
      closeLoop(canvas);
      losses = await renew(canvas, hooks, { error, losses });
    }
  }
}

/** The class is the backends'; importing it would bring their shaders along. */
const isLoss = (error: unknown): boolean => isFloodlightError(error, 'transient');

interface Losses {
  readonly error: unknown;
  /** Before this one. */
  readonly losses: number;
}

/** Gets a new device; failing to counts as a loss, too. @returns losses so far. */
async function renew(canvas: Canvas, hooks: InferenceHooks, { error, losses }: Losses): Promise<number> {
  let last = error;
  for (let count = losses + 1; ; count++) {
    if (count === MOST_LOSSES) throw lostForGood(canvas, last);
    hooks.onEvent?.({ kind: 'device-lost', reason: messageOf(last) });
    try {
      if (await canvas.network.renew!(error)) return count;
    } catch (failure) {
      last = failure;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      continue;
    }
    throw error;
  }
}

function lostForGood({ network, shape }: Canvas, cause: unknown): TransientError {
  return new TransientError({
    subject: network.device,
    expected: 'a GPU that stays while one object grows',
    got: `${MOST_LOSSES} losses in a row in a canvas of ${shape.join(' x ')} voxels (z, y, x), the last: ${messageOf(cause)}`,
    cure: 'Free the GPU or take a smaller --subvolume, or --device cpu; the same command goes on from its last checkpoint',
    cause,
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
