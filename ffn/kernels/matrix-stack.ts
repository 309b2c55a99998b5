/** A ConvStack3D on matrix units: activations lie position by position, [position][channel], in float16. */
import { toZyx } from '../../datasets/geometry/index.ts';
import { type ConvLayer, listLayers } from '../model/index.ts';
import { createStorage } from './device.ts';
import { type BufferPool, type Dispatch, prepareDispatch } from './dispatch.ts';
import { toHalves } from './halves.ts';
import { convMatrix, gatherMatrix, HEAD_MATRIX } from './matrix-kernels.ts';
import { type MatrixLengths, matrixLengths } from './matrix-lengths.ts';
import { assertMatrixFits, type MatrixTile } from './matrix-shape.ts';
import { blocksOf, packMatrixWeights } from './matrix-weights.ts';
import { type PaddedGrid, paddedGrid } from './padded-grid.ts';
import { SLOT_WORDS } from './slots.ts';
import { type Stack, type StackInput, sizesOf, voxelWorkgroups } from './stack-input.ts';

/** @param pool keeps all that is made here. @throws UnsupportedError as `assertMatrixFits`. */
export async function createMatrixStack(
  device: GPUDevice,
  pool: BufferPool,
  input: StackInput<MatrixTile>,
): Promise<Stack> {
  assertMatrixFits(input.config);
  const grid = paddedGrid(toZyx(input.config.fovSize), input.slots);
  const layers = listLayers(input.config);
  const features = layers[0].outChannels;
  const lengths = matrixLengths(grid, features, input.tile);
  const make: MatrixContext['make'] = (label, content) => pool.keep(createStorage(device, label, content));
  const buffers: MatrixBuffers = {
    slots: make('slots', input.slots * SLOT_WORDS),
    input: make('network input', lengths.inputWords),
    seeds: make('seeds', input.slots * grid.voxels),
    rectified: make('rectified trunk', lengths.activationWords),
    middle: make('middle', lengths.activationWords),
    trunk: make('trunk', lengths.trunkWords),
    logits: make('logits', input.slots * grid.voxels),
  };
  const context: MatrixContext = { ...input, device, pool, grid, lengths, buffers, make };
  const dispatches = [await gathering(context)];
  for (const layer of layers.slice(0, -1)) dispatches.push(await convolution(context, layer));
  dispatches.push(await heading(context, layers[layers.length - 1]));
  return { grid, slots: buffers.slots, logits: buffers.logits, dispatches };
}

type MatrixBuffers = Readonly<
  Record<'slots' | 'input' | 'seeds' | 'rectified' | 'middle' | 'trunk' | 'logits', GPUBuffer>
>;

interface MatrixContext extends StackInput<MatrixTile> {
  readonly device: GPUDevice;
  readonly pool: BufferPool;
  readonly grid: PaddedGrid;
  readonly lengths: MatrixLengths;
  readonly buffers: MatrixBuffers;
  readonly make: (label: string, content: Float32Array | Uint32Array | number) => GPUBuffer;
}

function gathering(context: MatrixContext): Promise<Dispatch> {
  const { grid, buffers, image, canvas, strides, padLogit, lengths } = context;
  const [strideZ, strideY] = strides;
  const uniforms = { ...sizesOf(grid), strideZ, strideY, gridLength: lengths.gridLength, padLogit };
  return prepareDispatch(context, gatherMatrix(context.tile), uniforms, {
    inputs: [buffers.slots, image, canvas],
    outputs: [buffers.input, buffers.seeds],
    workgroups: voxelWorkgroups(grid),
  });
}

/** First of a pair: rectified trunk to middle; second: middle to trunk, where the residual is, and its rectified copy. */
function convolution(context: MatrixContext, layer: ConvLayer): Promise<Dispatch> {
  const { grid, buffers, weights, make, tile, lengths } = context;
  const isSecond = layer.name.endsWith('_b');
  const first = layer.name === 'conv0_a' ? buffers.input : buffers.rectified;
  const channels = [layer.inChannels, layer.outChannels] as const;
  const packed = packMatrixWeights(weights.get(`${layer.name}/weights`)!.data, channels, tile.isSplit);
  const content = tile.isEmulated ? packed.values : new Uint32Array(toHalves(packed.values).buffer);
  const { slotPositions, positions } = grid;
  const uniforms = {
    ...sizesOf(grid),
    slotPositions,
    positions,
    gridLength: lengths.gridLength,
    unscale: packed.unscale,
    keepsTrunk: Number(isSecond),
    addResidual: Number(layer.endsModule),
  };
  return prepareDispatch(
    context,
    convMatrix(tile, blocksOf(layer.inChannels), blocksOf(layer.outChannels)),
    uniforms,
    {
      inputs: [
        buffers.slots,
        isSecond ? buffers.middle : first,
        make(`${layer.name} weights`, content),
        make(`${layer.name} biases`, weights.get(`${layer.name}/biases`)!.data),
      ],
      outputs: [isSecond ? buffers.rectified : buffers.middle, buffers.trunk],
      workgroups: [lengths.workgroups, 1, 1],
    },
  );
}

function heading(context: MatrixContext, layer: ConvLayer): Promise<Dispatch> {
  const { grid, buffers, weights, make, moveLogit } = context;
  const channels = layer.inChannels;
  const values = new Float32Array(channels + 4);
  values.set(weights.get(`${layer.name}/weights`)!.data);
  values[channels] = weights.get(`${layer.name}/biases`)!.data[0];
  return prepareDispatch(
    context,
    HEAD_MATRIX,
    { ...sizesOf(grid), channels, moveLogit },
    {
      inputs: [buffers.trunk, buffers.seeds, make('head weights', values)],
      outputs: [buffers.slots, buffers.logits],
      workgroups: voxelWorkgroups(grid),
    },
  );
}
