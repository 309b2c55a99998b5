/** The walk on a WebGPU device: canvas, queue and policy stay there, and the host reads a ring of steps. */
import type { Zyx } from '../../datasets/geometry/index.ts';
import {
  BufferPool,
  createStaging,
  type Dispatch,
  ENDED,
  encodeDispatches,
  RING_LENGTH,
  readMapped,
  SLOT,
  SLOT_STATE,
  SLOT_WORDS,
  withErrorScopes,
} from '../kernels/index.ts';
import type { DeviceLoop, LoopHooks, LoopInput, LoopResult, LoopStep, Slab } from './device-loop.ts';
import { assertWalkFits, explainOutOfMemory, walkMemory } from './walk-memory.ts';
import type { DeviceWatch } from './watch-device.ts';
import { placeOf, readMoves } from './webgpu-moves.ts';
import { createWalk, type NetworkOnDevice, type Walk } from './webgpu-walk.ts';

/**
 * Steps until the host first looks; twice as many each time up to the last, so that short objects waste few. Only where a
 * batch is over quickly: what is under way cannot be stopped.
 */
const [FIRST_STEPS, MOST_STEPS, QUICK_MS] = [16, 64, 250];
/** Batches of steps under way: while the host waits for one, the device computes the next. */
const IN_FLIGHT = 2;

/** @throws TooLargeError where the device's memory does not suffice; DeviceLostError, as all that is asked of the loop. */
export async function createWebgpuLoop(
  network: NetworkOnDevice,
  watch: DeviceWatch,
  input: LoopInput,
): Promise<DeviceLoop> {
  const { device } = network;
  const pool = new BufferPool();
  assertWalkFits(network.config, input, device.limits);
  const walk = await watch
    .guard('canvas', () =>
      withErrorScopes(device, 'canvas on WebGPU', () => createWalk(network, pool, input)),
    )
    .catch((error: unknown) => {
      pool.destroy();
      throw explainOutOfMemory(error, walkMemory(network.config, input), input.shape);
    });
  const reportBytes = 4 * (SLOT_WORDS + 2 * RING_LENGTH);
  const stagings = Array.from({ length: IN_FLIGHT }, (_, i) =>
    pool.keep(createStaging(device, `steps read back ${i}`, reportBytes)),
  );
  let object = 0;
  return {
    grow: (start, hooks = {}) =>
      watch.guard('walk', () => {
        beginObject(device, walk, { shape: input.shape, start, object: ++object });
        return runToEnd({ device, walk, stagings, shape: input.shape, hooks });
      }),
    readMoves: () => watch.guard('moves', () => readMoves(device, walk, input)),
    readLogits: (slab, into) =>
      watch.guard('logits', () => readRows(device, walk.canvas, { slab, shape: input.shape, into })),
    writeSegmentation(slab, segmentation) {
      for (const [from, to] of planeRanges(slab, input.shape)) {
        device.queue.writeBuffer(
          walk.segmentation,
          4 * from,
          segmentation as Int32Array<ArrayBuffer>,
          from,
          to - from,
        );
      }
    },
    dispose: () => pool.destroy(),
  };
}

interface Beginning {
  readonly shape: Zyx;
  readonly start: Zyx;
  readonly object: number;
}

function beginObject(device: GPUDevice, walk: Walk, { shape, start, object }: Beginning): void {
  const words = new Uint32Array(SLOT_WORDS);
  const flat = (start[0] * shape[1] + start[1]) * shape[2] + start[2];
  words[SLOT.state] = SLOT_STATE.beginning;
  words[SLOT.start] = flat;
  words[SLOT.tail] = 1;
  words[SLOT.object] = object;
  words.set(start, SLOT.min);
  words.set(start, SLOT.max);
  device.queue.writeBuffer(walk.slots, 0, words);
  device.queue.writeBuffer(walk.queue, 0, Uint32Array.of(flat));
  submit(device, walk.begin);
}

function submit(
  device: GPUDevice,
  dispatches: readonly Dispatch[],
  times = 1,
  copy?: (e: GPUCommandEncoder) => void,
) {
  const encoder = device.createCommandEncoder({ label: 'steps' });
  const pass = encoder.beginComputePass({ label: 'steps' });
  for (let i = 0; i < times; i++) encodeDispatches(pass, dispatches);
  pass.end();
  copy?.(encoder);
  device.queue.submit([encoder.finish()]);
}

interface Run {
  readonly device: GPUDevice;
  readonly walk: Walk;
  readonly stagings: readonly GPUBuffer[];
  readonly shape: Zyx;
  readonly hooks: LoopHooks;
}

/** Keeps batches of steps under way until the device says that the object has ended, or the host wants to stop. */
async function runToEnd(run: Run): Promise<LoopResult> {
  const { stagings, hooks } = run;
  const pending: Promise<Report>[] = [];
  let batches = 0;
  let batchSteps = FIRST_STEPS;
  let reportedAt = performance.now();
  let seen = 0;
  let isOver = false;
  try {
    for (;;) {
      while (!isOver && pending.length < stagings.length) {
        pending.push(submitSteps(run, batchSteps, stagings[batches++ % stagings.length]));
      }
      const report = await pending.shift()!;
      const now = performance.now();
      if (now - reportedAt < QUICK_MS) batchSteps = Math.min(2 * batchSteps, MOST_STEPS);
      reportedAt = now;
      const steps = stepsSince(report, seen, run.shape);
      seen = report.words[SLOT.steps];
      if (steps.length > 0) hooks.onSteps?.(steps);
      const hasEnded = report.words[SLOT.ended] !== ENDED.no;
      isOver ||= hasEnded || (hooks.shouldStop?.() ?? false);
      // What is under way still counts: the state that is read afterwards is that of its end.
      if (isOver && pending.length === 0) return resultOf(report.words);
    }
  } finally {
    // A buffer that is being mapped can be neither used nor freed.
    await Promise.allSettled(pending);
  }
}

interface Report {
  readonly words: Uint32Array;
  readonly ring: Uint32Array;
}

async function submitSteps({ device, walk }: Run, steps: number, staging: GPUBuffer): Promise<Report> {
  const slotBytes = 4 * SLOT_WORDS;
  submit(device, walk.step, steps, (encoder) => {
    encoder.copyBufferToBuffer(walk.slots, 0, staging, 0, slotBytes);
    encoder.copyBufferToBuffer(walk.ring, 0, staging, slotBytes, 8 * RING_LENGTH);
  });
  const all = await readMapped(staging, (bytes) => new Uint32Array(bytes.slice(0)));
  return { words: all.subarray(0, SLOT_WORDS), ring: all.subarray(SLOT_WORDS) };
}

function stepsSince({ words, ring }: Report, seen: number, shape: Zyx): LoopStep[] {
  const logits = new Float32Array(ring.buffer, ring.byteOffset, ring.length);
  return Array.from({ length: words[SLOT.steps] - seen }, (_, i) => {
    const entry = ((seen + i) % RING_LENGTH) * 2;
    const flat = ring[entry];
    return { position: placeOf(flat, shape), centreLogit: logits[entry + 1] };
  });
}

/** By the slot's word `ended`. */
const ENDINGS = ['stopped', 'no moves left', 'seed too weak'] as const;

function resultOf(words: Uint32Array): LoopResult {
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

/** Flat ranges of a slab's rows, plane by plane. */
function planeRanges({ z, y }: Slab, shape: Zyx): [from: number, to: number][] {
  return Array.from({ length: z[1] - z[0] }, (_, i) => {
    const plane = (z[0] + i) * shape[1];
    return [(plane + y[0]) * shape[2], (plane + y[1]) * shape[2]];
  });
}

interface RowCopy {
  readonly slab: Slab;
  readonly shape: Zyx;
  readonly into: Float32Array;
}

async function readRows(device: GPUDevice, canvas: GPUBuffer, { slab, shape, into }: RowCopy): Promise<void> {
  const ranges = planeRanges(slab, shape);
  const length = (slab.y[1] - slab.y[0]) * shape[2];
  if (ranges.length === 0 || length === 0) return;
  const staging = createStaging(device, 'canvas read back', 4 * length * ranges.length);
  try {
    const encoder = device.createCommandEncoder({ label: 'canvas read back' });
    ranges.forEach(([from], i) => {
      encoder.copyBufferToBuffer(canvas, 4 * from, staging, 4 * length * i, 4 * length);
    });
    device.queue.submit([encoder.finish()]);
    await readMapped(staging, (bytes) => {
      const rows = new Float32Array(bytes);
      ranges.forEach(([from], i) => {
        into.set(rows.subarray(length * i, length * (i + 1)), from);
      });
    });
  } finally {
    staging.destroy();
  }
}
