/** The last layer that trains, and the loss behind it. */

import { CHANNEL_SUMS, HEAD_GRADIENT, LOSS_GRADIENT } from '../../kernels/gradients/index.ts';
import {
  type BufferPool,
  createStorage,
  type Dispatch,
  HEAD,
  type PaddedGrid,
  prepareDispatch,
  voxelWorkgroups,
} from '../../kernels/index.ts';
import type { ActivationBuffers } from './buffers.ts';
import { inQuads, quadsOf } from './layout.ts';

export interface HeadContext {
  readonly device: GPUDevice;
  readonly pool: BufferPool;
  readonly grid: PaddedGrid;
  readonly buffers: ActivationBuffers;
}

export interface TrainableHead {
  /** Whole quads. */
  readonly weightGradient: GPUBuffer;
  load(weights: Float32Array, bias: number): void;
  /** From the trunk to logits. */
  readonly forward: readonly Dispatch[];
  /** From logits to the gradient of the trunk, and of the head's weights. */
  readonly backward: readonly Dispatch[];
}

/** Masks hold the share of each voxel in the mean, so that a batch may have fewer examples than there are slots. */
export async function createTrainableHead(context: HeadContext, channels: number): Promise<TrainableHead> {
  const { device, pool, grid, buffers } = context;
  const quads = quadsOf(channels);
  const { quadLength } = grid;
  const [sizeZ, sizeY, sizeX] = grid.size;
  const trunk = buffers.nets.at(-1)!;
  const weights = pool.keep(createStorage(device, 'head weights', 4 * (quads + 1)));
  const weightGradient = pool.keep(createStorage(device, 'head weight gradient', 4 * quads));
  const forward = await prepareDispatch(
    context,
    HEAD,
    { sizeZ, sizeY, sizeX, quads, quadLength, moveLogit: 0 },
    {
      inputs: [trunk, buffers.nets[0]!, weights],
      outputs: [buffers.slots, buffers.logits],
      workgroups: voxelWorkgroups(grid),
    },
  );
  const loss = await prepareDispatch(
    context,
    LOSS_GRADIENT,
    { sizeZ, sizeY, sizeX, share: 1 },
    {
      inputs: [buffers.logits, buffers.labels, buffers.masks],
      outputs: [buffers.logitGradient],
      workgroups: voxelWorkgroups(grid),
    },
  );
  const ofTrunk = await prepareDispatch(
    context,
    HEAD_GRADIENT,
    { quadLength },
    {
      inputs: [trunk, buffers.logitGradient, weights],
      outputs: [buffers.down],
      workgroups: [Math.ceil(quadLength / 64), quads, 1],
    },
  );
  const ofWeights = await prepareDispatch(
    context,
    CHANNEL_SUMS,
    { quadLength, floor: 0, isScaled: 1 },
    { inputs: [trunk, buffers.logitGradient], outputs: [weightGradient], workgroups: [quads, 1, 1] },
  );
  return {
    weightGradient,
    load(values, bias) {
      const packed = new Float32Array(4 * (quads + 1));
      packed.set(inQuads(values));
      packed[4 * quads] = bias;
      device.queue.writeBuffer(weights, 0, packed);
    },
    forward: [forward],
    backward: [loss, ofTrunk, ofWeights],
  };
}
