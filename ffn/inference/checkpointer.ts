import { CorruptDataError, isFloodlightError } from '../../datasets/errors.ts';
import type { Zyx } from '../../datasets/geometry/index.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import type { Canvas } from './canvas.ts';
import { encodeCheckpoint, type RestoreTarget, restoreCheckpoint } from './checkpoint.ts';
import type { InFlight, InferenceEvent } from './events.ts';
import type { SeedPolicy } from './seeds/index.ts';
import { subvolumePath } from './storage/index.ts';

/** Keeps one run's state in a file beside its result. */
export interface Checkpointer {
  /** Takes up a stored state, where there is one. @returns the object in flight. */
  restore(): Promise<InFlight | undefined>;
  /** Notes where the run is, and stores it where the interval has passed. */
  visit(inFlight: InFlight): Promise<void> | undefined;
  /** The interval has passed. */
  isDue(): boolean;
  /** Stores the state as it was last noted, whatever the interval. */
  save(): Promise<void>;
  /** Removes the file: the run is done. */
  remove(): Promise<void>;
}

export interface CheckpointerOptions {
  readonly canvas: Canvas;
  readonly seeds: SeedPolicy;
  readonly store: WritableStore;
  readonly corner: Zyx;
  /** Seconds between two files; <= 0: none is written. */
  readonly intervalSec: number;
  readonly fingerprint: string;
  readonly onEvent?: (event: InferenceEvent) => void;
  /** Milliseconds. */
  readonly now?: () => number;
}

/**
 * A checkpoint that cannot be written (disk full) does not end the run: the older file stays, and the next interval tries
 * again.
 */
export function createCheckpointer(options: CheckpointerOptions): Checkpointer {
  const { canvas, seeds, store, corner, intervalSec, fingerprint, onEvent, now = Date.now } = options;
  const key = subvolumePath(corner, 'cpoint');
  let last = now();
  let at: InFlight = { steps: 0, elapsedMs: 0 };
  const save = async (): Promise<void> => {
    const stop = canvas.counters.time('save_checkpoint');
    try {
      await store.put(key, encodeCheckpoint(canvas, seeds, at, fingerprint));
      onEvent?.({ kind: 'checkpoint', path: key });
    } catch (error) {
      onEvent?.({ kind: 'checkpoint-failed', error });
    }
    stop();
    last = now();
  };
  const isDue = () => intervalSec > 0 && now() - last >= 1000 * intervalSec;
  return {
    isDue,
    async restore() {
      const bytes = await store.get(key);
      if (!bytes) return undefined;
      at = restoreOrExplain(bytes, { canvas, seeds, fingerprint, subject: `${store.name}/${key}` });
      const voxels = canvas.counters.get('voxels-segmented');
      onEvent?.({ kind: 'resumed', objects: canvas.origins.size, voxels, steps: at.steps });
      return at;
    },
    visit(inFlight) {
      at = inFlight;
      return isDue() ? save() : undefined;
    },
    save: async () => {
      if (intervalSec > 0) await save();
    },
    remove: async () => store.delete?.(key),
  };
}

/** A broken file stands in the way of every later run, --force included: what to do about it is part of the error. */
function restoreOrExplain(bytes: Uint8Array, target: RestoreTarget): InFlight {
  try {
    return restoreCheckpoint(bytes, target);
  } catch (cause) {
    if (!isFloodlightError(cause, 'corrupt')) throw cause;
    throw new CorruptDataError({
      subject: target.subject,
      expected: 'a whole checkpoint',
      got: `a broken one (${cause.message})`,
      cure: 'Remove the file: this subvolume then begins anew',
      cause,
    });
  }
}
