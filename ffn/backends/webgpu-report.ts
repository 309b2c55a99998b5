/** Steps on their way to the device, and what it reports of them. */
import type { Zyx } from '../../datasets/geometry/index.ts';
import {
  createStaging,
  encodeDispatches,
  RING_LENGTH,
  readMapped,
  SLOT,
  SLOT_WORDS,
} from '../kernels/index.ts';
import type { LoopResult, LoopStep } from './device-loop.ts';
import { placeOf } from './webgpu-moves.ts';
import type { Walk } from './webgpu-walk.ts';

/** Of all slots, as they were after a batch of steps. */
export interface Report {
  /** Control block of one slot. */
  wordsOf(slot: number): Uint32Array;
  /** Steps of a slot's object from the `seen`-th on; the device remembers `RING_LENGTH`. */
  stepsOf(slot: number, seen: number): LoopStep[];
}

export interface Reporter {
  /** Submits steps, and reads what came of them; several may be under way, `IN_FLIGHT` at most. */
  submitSteps(steps: number): Promise<Report>;
  /** For the pool. */
  readonly stagings: readonly GPUBuffer[];
}

/** Batches of steps under way: while the host waits for one, the device computes the next. */
export const IN_FLIGHT = 2;

export function createReporter(device: GPUDevice, walk: Walk, shape: Zyx): Reporter {
  const slotBytes = 4 * SLOT_WORDS * walk.slotCount;
  const ringBytes = 8 * RING_LENGTH * walk.slotCount;
  const stagings = Array.from({ length: IN_FLIGHT }, (_, i) =>
    createStaging(device, `steps read back ${i}`, slotBytes + ringBytes),
  );
  let batches = 0;
  return {
    stagings,
    async submitSteps(steps) {
      const staging = stagings[batches++ % stagings.length];
      const encoder = device.createCommandEncoder({ label: 'steps' });
      const pass = encoder.beginComputePass({ label: 'steps' });
      for (let i = 0; i < steps; i++) encodeDispatches(pass, walk.step);
      pass.end();
      encoder.copyBufferToBuffer(walk.slots, 0, staging, 0, slotBytes);
      encoder.copyBufferToBuffer(walk.ring, 0, staging, slotBytes, ringBytes);
      device.queue.submit([encoder.finish()]);
      return reportOf(await readMapped(staging, (bytes) => new Uint32Array(bytes.slice(0))), walk, shape);
    },
  };
}

function reportOf(all: Uint32Array, { slotCount }: Walk, shape: Zyx): Report {
  const rings = all.subarray(SLOT_WORDS * slotCount);
  const logits = new Float32Array(rings.buffer, rings.byteOffset, rings.length);
  const wordsOf = (slot: number) => all.subarray(SLOT_WORDS * slot, SLOT_WORDS * (slot + 1));
  return {
    wordsOf,
    stepsOf: (slot, seen) =>
      Array.from({ length: wordsOf(slot)[SLOT.steps] - seen }, (_, i) => {
        const entry = (slot * RING_LENGTH + ((seen + i) % RING_LENGTH)) * 2;
        return { position: placeOf(rings[entry], shape), centreLogit: logits[entry + 1] };
      }),
  };
}

/** By the slot's word `ended`. */
const ENDINGS = ['stopped', 'no moves left', 'seed too weak'] as const;

/** What a slot's control block says of its object. */
export function resultOf(words: Uint32Array): LoopResult {
  const triple = (at: number): Zyx => [words[at], words[at + 1], words[at + 2]];
  return {
    steps: words[SLOT.steps],
    ended: ENDINGS[words[SLOT.ended]],
    minPos: triple(SLOT.min),
    maxPos: triple(SLOT.max),
    skipped: {
      threshold: words[SLOT.skipThreshold],
      invalid: words[SLOT.skipInvalid],
      restricted: words[SLOT.skipRestricted],
    },
  };
}
