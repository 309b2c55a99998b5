import { InvalidDataError, isFloodlightError } from '../../datasets/errors.ts';
import { boxSize, toXyz, toZyx } from '../../datasets/geometry/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import { assertRunnable } from './assert-runnable.ts';
import type { Canvas } from './canvas.ts';
import { createCheckpointer } from './checkpointer.ts';
import { type InFlight, type InferenceHooks, throwIfAborted } from './events.ts';
import { type OpenCanvasInput, openCanvas, openSeeds } from './open-canvas.ts';
import { runFingerprint } from './run-record.ts';
import { segmentAll } from './segment-all.ts';
import { findSubvolume, readSubvolume, saveAlignedImage, saveSubvolume } from './storage/index.ts';

/** The request's paths are not looked at: image, network and output are given. */
export interface SubvolumeInput extends OpenCanvasInput, Omit<InferenceHooks, 'checkpoint' | 'upcoming'> {
  /** The segmentation's directory. */
  readonly output: WritableStore;
  /** Tells one set of weights from another, for checkpoints. */
  readonly modelId?: string;
  /** Tells the image from others of its extent, such as the same one inverted; goes into the run's record. */
  readonly imageNote?: Readonly<Record<string, unknown>>;
}

/** What came of one subvolume. */
export interface SegmentSummary {
  /** The segmentation was there already, and nothing was done. */
  readonly skipped: boolean;
  /** Key of the segmentation in the output; undefined where masks left nothing to segment, and nothing was written. */
  readonly path: string | undefined;
  /** Segments. */
  readonly objects: number;
  /** Evaluations of the network. */
  readonly steps: number;
  /** Voxels of all segments. */
  readonly voxels: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/**
 * Segments one subvolume and writes it. Done before: skipped. Stopped before, with a checkpoint: goes on from there, in the
 * middle of an object too, with the result of a run that nothing stopped. Where the request has a `checkpoint_interval`, a
 * stopped run leaves a checkpoint. What of the box lies outside the image reads as 0.
 * Holds about forty bytes a voxel while it looks for seeds, sixteen afterwards.
 * @throws InvalidDataError, UnsupportedError for a request or a box it cannot do; AbortedError.
 */
export async function segmentSubvolume(input: SubvolumeInput): Promise<SegmentSummary> {
  const begin = performance.now();
  assertRunnable(input.request, input.network.info, [input.boundingBox]);
  const existing = await findExisting(input);
  if (existing !== undefined) {
    return { skipped: true, path: existing, objects: 0, steps: 0, voxels: 0, counters: {}, seconds: 0 };
  }
  const canvas = await openCanvas(input);
  if (!canvas) {
    return { skipped: false, path: undefined, objects: 0, steps: 0, voxels: 0, counters: {}, seconds: 0 };
  }
  const path = await runCanvas(input, canvas);
  const { origins, counters } = canvas;
  return {
    skipped: false,
    path,
    objects: origins.size,
    steps: counters.get('update_at-calls'),
    voxels: counters.get('voxels-segmented'),
    counters: counters.toJSON(),
    seconds: (performance.now() - begin) / 1000,
  };
}

/** Grows every object and saves them. @returns the segmentation's key. */
async function runCanvas(input: SubvolumeInput, canvas: Canvas): Promise<string> {
  const { request, output, onEvent, signal } = input;
  const corner = toZyx(input.boundingBox.begin);
  const seeds = await openSeeds(canvas, input);
  const checkpointer = createCheckpointer({
    canvas,
    seeds,
    store: output,
    corner,
    intervalSec: request.checkpointInterval,
    fingerprint: runFingerprint(input),
    onEvent,
  });
  if (request.alignmentOptions?.saveRaw) await saveAlignedImage(output, corner, canvas);
  const resumed: InFlight | undefined = await checkpointer.restore();
  try {
    await segmentAll(
      canvas,
      seeds,
      { signal, onEvent, checkpoint: checkpointer.visit, isCheckpointDue: checkpointer.isDue },
      resumed,
    );
    throwIfAborted(signal);
  } catch (error) {
    if (isFloodlightError(error, 'aborted')) await checkpointer.save();
    throw error;
  }
  const { shape, segmentation, origins, overlaps, probability, counters } = canvas;
  try {
    const result = { shape, segmentation, origins, overlaps, request, probability };
    const path = await saveSubvolume(output, corner, { ...result, counters: counters.toJSON() });
    await checkpointer.remove();
    return path;
  } catch (error) {
    // Hours may lie between the last checkpoint and this; it is smaller than the result, and may find room.
    // Seeds are asked again whether one is left, which is counted once.
    counters.increment('seed-policy-calls', -1);
    await checkpointer.save();
    throw error;
  }
}

/**
 * @returns the key of a segmentation of this very box.
 * @throws InvalidDataError where one of another size has the corner.
 */
async function findExisting({ output, boundingBox }: SubvolumeInput): Promise<string | undefined> {
  const corner = toZyx(boundingBox.begin);
  const key = await findSubvolume(output, corner);
  if (key === undefined) return undefined;
  const { shape } = await readSubvolume(output, corner);
  const size = boxSize(boundingBox);
  if (toXyz(shape).every((n, axis) => n === size[axis as 0 | 1 | 2])) return key;
  throw new InvalidDataError({
    subject: `${output.name}/${key}`,
    expected: `a segmentation of ${size.join(' x ')} voxels, or none`,
    got: toXyz(shape).join(' x '),
    cure: 'Choose another output folder',
  });
}
