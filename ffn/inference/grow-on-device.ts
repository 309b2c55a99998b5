/** Objects grown by a device that keeps the canvas to itself. */
import { volumeOf, type Zyx } from '../../datasets/geometry/index.ts';
import type { DeviceLoop, LoopHooks, LoopResult, PendingMoves, Slab } from '../backends/index.ts';
import { type Canvas, initSeed, widenExtent } from './canvas.ts';
import { despiteDeviceLoss } from './device-loss.ts';
import { type InFlight, type InferenceHooks, throwIfAborted } from './events.ts';
import type { Fov } from './field-of-view.ts';
import { createPreview } from './preview.ts';
import { UNRESTRICTED } from './restrictor.ts';

/** Devices walk by FaceMaxMovementPolicy alone, and do not tell what each step took back. */
export const canGrowOnDevice = ({ network, movement, history }: Canvas): boolean =>
  network.openLoop !== undefined && movement.faceMax !== undefined && history === undefined;

export interface Grown {
  readonly steps: number;
  /** Where a checkpoint was due in the middle: the canvas and its movement policy hold the walk, for the host to go on with. */
  readonly inFlight?: InFlight;
}

/**
 * As `segmentAt`, with the same result: the walk runs on the device, and the logits come back when it is over, or when a
 * checkpoint is due. Events of steps come many at a time, and without logits.
 * @throws AbortedError in the middle of a walk; the canvas and its movement policy then hold it, and can be stored.
 */
export async function growOnDevice(canvas: Canvas, start: Zyx, hooks: InferenceHooks): Promise<Grown> {
  const stopLoop = canvas.counters.time('segment_at-loop');
  let told = 0;
  const { result, moves } = await despiteDeviceLoss(canvas, hooks, async () => {
    let step = 0;
    const preview = createPreview(canvas, hooks);
    return walkOnDevice(canvas, start, {
      upcoming: hooks.upcoming,
      onPause: () => {
        const changed = preview.take();
        return changed && showSoFar(canvas, changed, hooks);
      },
      shouldStop: () => hooks.signal?.aborted || (hooks.isCheckpointDue?.() ?? false),
      onSteps: (steps) => {
        for (const { position } of steps) {
          preview.note(position);
          widenExtent(canvas, position);
          // A walk that is made again makes the same steps.
          if (++step <= told) continue;
          told = step;
          hooks.onEvent?.({ kind: 'step', start, position, step });
        }
      },
    });
  });
  const elapsedMs = stopLoop();
  count(canvas, result, elapsedMs);
  if (!moves) return { steps: result.steps };
  // Scores order the moves of a step before they are queued; afterwards nobody asks for them.
  const queue = moves.queue.map((offset) => ({ score: canvas.movement.scoreLogit, offset }));
  canvas.movement.restoreState({ queue, doneCells: moves.doneCells, start });
  const inFlight = { steps: result.steps, elapsedMs };
  await hooks.checkpoint?.(inFlight);
  throwIfAborted(hooks.signal);
  return { steps: result.steps, inFlight };
}

/** What is under way shows as well, or with the next preview. */
async function showSoFar(canvas: Canvas, changed: Fov, { onPreview }: InferenceHooks): Promise<void> {
  const { start, size } = changed;
  const slab: Slab = { z: [start[0], start[0] + size[0]], y: [start[1], start[1] + size[1]] };
  await canvas.loop?.readLogits(slab, canvas.seed);
  onPreview?.(changed);
}

interface Walked {
  readonly result: LoopResult;
  /** Of a walk that was stopped. */
  readonly moves?: PendingMoves;
}

/** One object from its start, until all that is wanted of it is on the host. Changes nothing that a second call would not. */
async function walkOnDevice(canvas: Canvas, start: Zyx, hooks: LoopHooks): Promise<Walked> {
  canvas.loop ??= await openLoop(canvas);
  initSeed(canvas, start);
  const result = await canvas.loop.grow(start, hooks);
  canvas.minPos = result.minPos;
  canvas.maxPos = result.maxPos;
  if (result.steps > 0) await canvas.loop.readLogits(visitedSlab(canvas), canvas.seed);
  return result.ended === 'stopped' ? { result, moves: await canvas.loop.readMoves() } : { result };
}

/** Call it after writing to `canvas.segmentation` by any other way than `acceptObject`. */
export function segmentationChanged(canvas: Canvas, slab: Slab = wholeSlab(canvas)): void {
  canvas.loop?.writeSegmentation(slab, canvas.segmentation);
}

const wholeSlab = ({ shape }: Canvas): Slab => ({ z: [0, shape[0]], y: [0, shape[1]] });

function visitedSlab({ minPos, maxPos, margin }: Canvas): Slab {
  const range = (axis: 0 | 1): [number, number] => [
    minPos[axis] - margin[axis],
    maxPos[axis] + margin[axis] + 1,
  ];
  return { z: range(0), y: range(1) };
}

function openLoop(canvas: Canvas): Promise<DeviceLoop> {
  const { network, options, movement, shape, image, segmentation } = canvas;
  return network.openLoop!({
    shape,
    image,
    segmentation,
    restricted: restrictedVoxels(canvas),
    deltas: movement.faceMax!.deltas,
    scoreLogit: movement.scoreLogit,
    initLogit: options.initLogit,
    padLogit: options.padLogit,
    moveLogit: options.moveLogit,
    discoSeedThreshold: options.discoSeedThreshold,
  });
}

/** The restrictor's answers, for every voxel: a device cannot ask. */
function restrictedVoxels({ restrictor, shape, margin }: Canvas): Uint8Array | undefined {
  if (restrictor === UNRESTRICTED) return undefined;
  const mask = new Uint8Array(volumeOf(shape));
  for (let z = margin[0]; z < shape[0] - margin[0]; z++) {
    for (let y = margin[1]; y < shape[1] - margin[1]; y++) {
      const row = (z * shape[1] + y) * shape[2];
      for (let x = margin[2]; x < shape[2] - margin[2]; x++) {
        if (!restrictor.isValidPos([z, y, x])) mask[row + x] = 1;
      }
    }
  }
  return mask;
}

/** Calls are counted as if the host had made them; the time is that of the whole walk. */
function count({ counters }: Canvas, { steps, skipped, ended }: LoopResult, elapsedMs: number): void {
  for (const name of ['update_at', 'predict', 'inference', 'movement_policy']) {
    counters.increment(`${name}-calls`, steps);
  }
  counters.increment('inference-time-ms', elapsedMs);
  const told = {
    skip_threshold: skipped.threshold,
    skip_invalid_pos: skipped.invalid,
    // The published name, spelling included.
    skip_restriced_pos: skipped.restricted,
    seed_got_too_weak: Number(ended === 'seed too weak'),
  };
  for (const [name, by] of Object.entries(told)) if (by > 0) counters.increment(name, by);
}
