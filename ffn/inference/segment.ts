import { type Box, boxSize } from '../../datasets/geometry/index.ts';
import { assertRunnable } from './assert-runnable.ts';
import { createBatcher } from './batcher.ts';
import { createEventQueue } from './event-queue.ts';
import type { InferenceEvent } from './events.ts';
import { assertOverlap } from './overlap.ts';
import { claimOutput, runFingerprint } from './run-record.ts';
import { type SegmentSummary, type SubvolumeInput, segmentSubvolume } from './runner.ts';
import { type Tiling, tileBoxes } from './tiles.ts';

export interface SegmentInput extends Omit<SubvolumeInput, 'onEvent'> {
  /** Default: the whole box as one subvolume. */
  readonly tiling?: Tiling;
  /** Fields of view in one evaluation. Default: the request's `batch_size`. */
  readonly batchSize?: number;
  /** Subvolumes in memory at once. Default: the request's `concurrent_requests`, and no fewer than `batchSize`. */
  readonly concurrency?: number;
  /**
   * Take over an output folder that holds another run's results, which are removed; go on where neighbours share too little
   * to be joined. Default false.
   */
  readonly force?: boolean;
}

type WithoutLogits<E> = E extends { readonly logits: unknown } ? Omit<E, 'logits'> : E;

/** What a segmentation tells as it goes. */
export type SegmentEvent =
  /** Subvolumes there are to do, those that are done already included. */
  | { readonly kind: 'begin'; readonly subvolumes: readonly Box[] }
  | { readonly kind: 'subvolume-begin'; readonly box: Box }
  /** From within a subvolume; positions are relative to its first voxel. */
  | (WithoutLogits<InferenceEvent> & { readonly box: Box })
  | { readonly kind: 'subvolume'; readonly box: Box; readonly summary: SegmentSummary };

/**
 * Segments a box, whole or in overlapping subvolumes, several at once where a batch is to be filled. The result depends
 * neither on the batch nor on how many are at work. Leaving the loop early stops the run; a stopped run goes on where it
 * was when it is called again.
 * @throws InvalidDataError where the output folder holds another run's results, and where neighbours share too little to be
 * joined; those of `segmentSubvolume`.
 */
export async function* segment(input: SegmentInput): AsyncGenerator<SegmentEvent, void, void> {
  const { request, network, boundingBox } = input;
  const subvolumes = tileBoxes(
    boundingBox,
    input.tiling ?? { size: boxSize(boundingBox), overlap: [0, 0, 0] },
  );
  assertRunnable(request, network.info, subvolumes);
  if (input.tiling && !input.force) assertOverlap(boundingBox, input.tiling, network.info);
  const fingerprint = runFingerprint(input);
  const output = await claimOutput(input.output, fingerprint, input.force);
  const batchSize = Math.max(1, input.batchSize ?? request.batchSize);
  const workers = Math.max(batchSize, input.concurrency ?? request.concurrentRequests);
  const stop = new AbortController();
  const signal = input.signal ? AbortSignal.any([input.signal, stop.signal]) : stop.signal;
  const batcher = createBatcher(network, batchSize);
  const events = createEventQueue<SegmentEvent>();
  events.push({ kind: 'begin', subvolumes });

  const pending = [...subvolumes];
  const work = async (): Promise<void> => {
    for (let box = pending.shift(); box; box = pending.shift()) {
      const subvolume = box;
      events.push({ kind: 'subvolume-begin', box });
      const member = batcher.join();
      try {
        const summary = await segmentSubvolume({
          ...input,
          output,
          boundingBox: box,
          network: member,
          signal,
          onEvent: (event) => events.push({ ...withoutLogits(event), box: subvolume }),
        });
        events.push({ kind: 'subvolume', box, summary });
      } finally {
        await member.dispose();
      }
    }
  };
  const working = Promise.all(
    Array.from({ length: Math.min(workers, pending.length) }, () =>
      work().catch((error: unknown) => {
        stop.abort();
        throw error;
      }),
    ),
  ).then(
    () => events.close(),
    (error: unknown) => events.close(error),
  );
  try {
    yield* events;
  } finally {
    stop.abort();
    await working;
  }
}

/** Logits are valid during the call only; a queue would keep them longer. */
function withoutLogits(event: InferenceEvent): WithoutLogits<InferenceEvent> {
  if (event.kind !== 'step') return event;
  const { logits: _, ...rest } = event;
  return rest;
}
