/** The walk on a WebGPU device: canvas, queue and policy stay there, and the host reads a ring of steps. */
import { isFloodlightError } from '../../datasets/errors.ts';
import { toZyx, volumeOf, type Zyx } from '../../datasets/geometry/index.ts';
import { BufferPool, createStaging, readMapped, withErrorScopes } from '../kernels/index.ts';
import type { DeviceLoop, LoopInput, Slab } from './device-loop.ts';
import {
  assertWalkFits,
  explainOutOfMemory,
  lanesThatFit,
  type WalkShape,
  walkMemory,
} from './walk-memory.ts';
import type { DeviceWatch } from './watch-device.ts';
import { createGrower } from './webgpu-grow.ts';
import { createLanes } from './webgpu-lanes.ts';
import { readMoves } from './webgpu-moves.ts';
import { createReporter } from './webgpu-report.ts';
import { createWalk, type NetworkOnDevice } from './webgpu-walk.ts';

/**
 * @param lanes objects in memory at once, at most: one grows, the others ahead of their turn. Fewer where memory says so.
 * @throws TooLargeError where the device's memory does not suffice; DeviceLostError, as all that is asked of the loop.
 */
export async function createWebgpuLoop(
  network: NetworkOnDevice,
  watch: DeviceWatch,
  input: LoopInput,
  lanes = 1,
): Promise<DeviceLoop> {
  const shape: WalkShape = { ...input, tile: network.tile };
  assertWalkFits(network.config, shape, network.device.limits);
  // A restrictor decides which of two refusals counts, and that may change while an object grows ahead.
  const most = input.restricted ? 1 : lanesThatFit(network.config, shape, network.device.limits);
  const count = Math.max(1, Math.min(lanes, most));
  try {
    return await watch.guard('canvas', () => openLanes(network, watch, input, count));
  } catch (error) {
    if (count > 1 && isFloodlightError(error, 'too-large')) return createWebgpuLoop(network, watch, input);
    throw explainOutOfMemory(error, walkMemory(network.config, shape), input.shape);
  }
}

async function openLanes(
  network: NetworkOnDevice,
  watch: DeviceWatch,
  input: LoopInput,
  slots: number,
): Promise<DeviceLoop> {
  const { device, config } = network;
  const { shape, segmentation } = input;
  const pool = new BufferPool();
  try {
    const walk = await withErrorScopes(device, 'canvas on WebGPU', () =>
      createWalk(network, pool, input, slots),
    );
    const lanes = createLanes(device, walk, shape);
    const reporter = createReporter(device, walk, shape);
    for (const staging of reporter.stagings) pool.keep(staging);
    const grower = createGrower({ lanes, reporter, shape, segmentation, fovSize: toZyx(config.fovSize) });
    return {
      grow: (start, hooks = {}) => watch.guard('walk', () => grower.grow(start, hooks)),
      readMoves: () => watch.guard('moves', () => readMoves(device, walk, input, grower.current.slot)),
      readLogits: (slab, into) =>
        watch.guard('logits', () => {
          const first = grower.current.slot * volumeOf(shape);
          return readRows(device, walk.canvas, { slab, shape, into, first, submitted: grower.keepBusy });
        }),
      writeSegmentation(slab, changed) {
        for (const [from, to] of planeRanges(slab, shape)) {
          const data = changed as Int32Array<ArrayBuffer>;
          device.queue.writeBuffer(walk.segmentation, 4 * from, data, from, to - from);
        }
      },
      dispose: () => pool.destroy(),
    };
  } catch (error) {
    pool.destroy();
    throw error;
  }
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
  /** Voxel of `canvas` where the slot's begins. */
  readonly first: number;
  /** Called once the copy is on its way. */
  readonly submitted: () => void;
}

async function readRows(
  device: GPUDevice,
  canvas: GPUBuffer,
  { slab, shape, into, first, submitted }: RowCopy,
): Promise<void> {
  const ranges = planeRanges(slab, shape);
  const length = (slab.y[1] - slab.y[0]) * shape[2];
  if (ranges.length === 0 || length === 0) return;
  const staging = createStaging(device, 'canvas read back', 4 * length * ranges.length);
  try {
    const encoder = device.createCommandEncoder({ label: 'canvas read back' });
    ranges.forEach(([from], i) => {
      encoder.copyBufferToBuffer(canvas, 4 * (first + from), staging, 4 * length * i, 4 * length);
    });
    device.queue.submit([encoder.finish()]);
    submitted();
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
