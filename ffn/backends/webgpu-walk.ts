import { toZyx, type Zyx } from '../../datasets/geometry/index.ts';
import {
  BEGIN,
  type BufferPool,
  CONTROL,
  ceilToFloat32,
  createStack,
  createStorage,
  type Dispatch,
  minStrongCount,
  planWalk,
  prepareDispatch,
  RING_LENGTH,
  SCATTER,
  type Stack,
  type StackTile,
  voxelWorkgroups,
} from '../kernels/index.ts';
import type { ConvStack3DConfig, Weights } from '../model/index.ts';
import type { LoopInput } from './device-loop.ts';

export interface NetworkOnDevice {
  readonly device: GPUDevice;
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
  readonly tile: StackTile;
}

/** Buffers of a walk and what one step of it dispatches. */
export interface Walk {
  readonly slotCount: number;
  /** Of one slot. */
  readonly queueLength: number;
  readonly slots: GPUBuffer;
  readonly canvas: GPUBuffer;
  readonly segmentation: GPUBuffer;
  readonly queue: GPUBuffer;
  readonly done: GPUBuffer;
  readonly ring: GPUBuffer;
  /** Clears the canvas of objects that begin. */
  readonly begin: readonly Dispatch[];
  /** Evaluates, writes back, moves on (an object that begins: takes its first move); nothing where the object has ended. */
  readonly step: readonly Dispatch[];
}

/** Workgroups of 256 threads that clear a canvas; threads take further voxels in strides. */
const MOST_CLEARING_GROUPS = 4096;

/**
 * @param pool keeps all that is made here.
 * @param slotCount objects at once, each with its own canvas, queue and done cells.
 */
export async function createWalk(
  network: NetworkOnDevice,
  pool: BufferPool,
  input: LoopInput,
  slotCount: number,
): Promise<Walk> {
  const { device } = network;
  const { shape, deltas, moveLogit, padLogit, initLogit } = input;
  const plan = planWalk(shape, deltas);
  const make = (label: string, content: Float32Array | Int32Array | Uint32Array | number) =>
    pool.keep(createStorage(device, label, content));
  const image = make('image', input.image);
  const canvas = make('canvas', slotCount * plan.voxels);
  const strides = [shape[1] * shape[2], shape[2]] as const;
  const stack = await createStack(device, pool, {
    ...network,
    slots: slotCount,
    image,
    canvas,
    strides,
    padLogit,
    moveLogit,
  });
  const buffers: WalkBuffers = {
    stack,
    canvas,
    segmentation: make('segmentation', input.segmentation),
    restricted: make('restricted', input.restricted ? packBits(input.restricted) : 1),
    queue: make('queue', slotCount * plan.queueLength),
    done: make('done', slotCount * plan.cells),
    ring: make('ring', slotCount * 2 * RING_LENGTH),
  };
  const context = { device, pool };
  const clear = await prepareDispatch(
    context,
    BEGIN,
    { voxels: plan.voxels, initLogit },
    {
      inputs: [stack.slots],
      outputs: [canvas],
      workgroups: [Math.min(Math.ceil(plan.voxels / 256), MOST_CLEARING_GROUPS), slotCount, 1],
    },
  );
  const scatter = await scattering(context, buffers, input);
  const control = await controlling(context, buffers, { ...input, size: toZyx(network.config.fovSize) });
  const { slots } = stack;
  return {
    ...buffers,
    slots,
    slotCount,
    queueLength: plan.queueLength,
    begin: [clear],
    step: [...stack.dispatches, scatter, control],
  };
}

interface WalkBuffers {
  readonly stack: Stack;
  readonly canvas: GPUBuffer;
  readonly segmentation: GPUBuffer;
  readonly restricted: GPUBuffer;
  readonly queue: GPUBuffer;
  readonly done: GPUBuffer;
  readonly ring: GPUBuffer;
}

type Context = Parameters<typeof prepareDispatch>[0];

function scattering(context: Context, { stack, canvas }: WalkBuffers, input: LoopInput): Promise<Dispatch> {
  const { grid, slots, logits } = stack;
  const [sizeZ, sizeY, sizeX] = grid.size;
  const uniforms = {
    sizeZ,
    sizeY,
    sizeX,
    strideZ: input.shape[1] * input.shape[2],
    strideY: input.shape[2],
    minStrong: minStrongCount(input.discoSeedThreshold, grid.voxels),
  };
  return prepareDispatch(context, SCATTER, uniforms, {
    inputs: [slots],
    outputs: [logits, canvas],
    workgroups: voxelWorkgroups(grid),
  });
}

function controlling(
  context: Context,
  buffers: WalkBuffers,
  input: LoopInput & { readonly size: Zyx },
): Promise<Dispatch> {
  const { shape, deltas, size, moveLogit, scoreLogit, restricted } = input;
  const { queueLength, cells } = planWalk(shape, deltas);
  const uniforms = {
    sizeZ: size[0],
    sizeY: size[1],
    sizeX: size[2],
    shapeZ: shape[0],
    shapeY: shape[1],
    shapeX: shape[2],
    deltaZ: deltas[0],
    deltaY: deltas[1],
    deltaX: deltas[2],
    moveLogit,
    scoreLogit: ceilToFloat32(scoreLogit),
    isRestricted: Number(restricted !== undefined),
    queueLength,
    cells,
    ringLength: RING_LENGTH,
  };
  return prepareDispatch(context, CONTROL, uniforms, {
    inputs: [buffers.stack.logits, buffers.canvas, buffers.segmentation, buffers.restricted],
    outputs: [buffers.stack.slots, buffers.queue, buffers.done, buffers.ring],
    workgroups: [buffers.stack.grid.slots, 1, 1],
  });
}

/** A bit a voxel, the lowest first. */
function packBits(mask: Uint8Array): Uint32Array {
  const words = new Uint32Array(Math.ceil(mask.length / 32));
  for (let i = 0; i < mask.length; i++) if (mask[i]) words[i >> 5] |= 1 << (i & 31);
  return words;
}
