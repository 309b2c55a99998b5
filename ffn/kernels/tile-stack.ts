/** A ConvStack3D by plain threads: buffers, weights and the dispatches of one evaluation of all slots. */
import { toZyx } from '../../datasets/geometry/index.ts';
import { type ConvLayer, listLayers } from '../model/index.ts';
import { type ConvTile, convTile, layerUniforms, packTileWeights } from './conv-tile.ts';
import { createStorage } from './device.ts';
import { type BufferPool, type Dispatch, prepareDispatch } from './dispatch.ts';
import { GATHER } from './gather.ts';
import { toHalves } from './halves.ts';
import { headOf } from './head.ts';
import { type PaddedGrid, paddedGrid } from './padded-grid.ts';
import { SLOT_WORDS } from './slots.ts';
import { type Stack, type StackInput, sizesOf, voxelWorkgroups } from './stack-input.ts';

const quadsOf = (channels: number): number => Math.ceil(channels / 4);

/** @param pool keeps all that is made here. */
export async function createTileStack(
  device: GPUDevice,
  pool: BufferPool,
  input: StackInput<ConvTile>,
): Promise<Stack> {
  const grid = paddedGrid(toZyx(input.config.fovSize), input.slots);
  const layers = listLayers(input.config);
  const make: StackContext['make'] = (label, content) => pool.keep(createStorage(device, label, content));
  // Words of four bytes for the four values of a quad.
  const quadWords = input.tile.isHalf ? 2 : 4;
  const quads = Math.max(...layers.slice(0, -1).map((layer) => quadsOf(layer.outChannels)));
  const buffers: StackBuffers = {
    slots: make('slots', input.slots * SLOT_WORDS),
    input: make('network input', 4 * grid.quadLength),
    trunk: make('trunk', quadWords * quads * grid.quadLength),
    middle: make('middle', quadWords * quads * grid.quadLength),
    logits: make('logits', input.slots * grid.voxels),
  };
  const context: StackContext = { ...input, device, pool, grid, buffers, make };
  const convolutions: Dispatch[] = [];
  for (const layer of layers.slice(0, -1)) convolutions.push(await convolution(context, layer));
  const dispatches = [
    await gathering(context),
    ...convolutions,
    await heading(context, layers[layers.length - 1]),
  ];
  return { grid, slots: buffers.slots, logits: buffers.logits, dispatches };
}

interface StackBuffers {
  readonly slots: GPUBuffer;
  readonly input: GPUBuffer;
  readonly trunk: GPUBuffer;
  readonly middle: GPUBuffer;
  readonly logits: GPUBuffer;
}

interface StackContext extends StackInput<ConvTile> {
  readonly device: GPUDevice;
  readonly pool: BufferPool;
  readonly grid: PaddedGrid;
  readonly buffers: StackBuffers;
  readonly make: (label: string, content: Float32Array | Uint32Array | number) => GPUBuffer;
}

function gathering(context: StackContext): Promise<Dispatch> {
  const { grid, buffers, image, canvas, strides, padLogit } = context;
  const uniforms = { ...sizesOf(grid), strideZ: strides[0], strideY: strides[1], padLogit };
  return prepareDispatch(context, GATHER, uniforms, {
    inputs: [buffers.slots, image, canvas],
    outputs: [buffers.input],
    workgroups: voxelWorkgroups(grid),
  });
}

/** First of a pair: trunk to middle; second: middle to trunk, where the residual is. The first of all reads the input. */
function convolution(context: StackContext, layer: ConvLayer): Promise<Dispatch> {
  const { grid, buffers, weights, make } = context;
  const outQuads = quadsOf(layer.outChannels);
  const tile = {
    ...context.tile,
    outQuads: outQuads % context.tile.outQuads === 0 ? context.tile.outQuads : 1,
  };
  const { slotPositions, positions, quadLength } = grid;
  const isSecond = layer.name.endsWith('_b');
  const first = layer.name === 'conv0_a' ? buffers.input : buffers.trunk;
  const channels = [layer.inChannels, layer.outChannels] as const;
  const packed = packTileWeights(weights.get(`${layer.name}/weights`)!.data, channels, tile.outQuads);
  // The network's own input stays float32: nothing of the image and of what was predicted is lost.
  const inHalf = tile.isHalf === true && layer.name !== 'conv0_a';
  const biases = new Float32Array(4 * outQuads);
  biases.set(weights.get(`${layer.name}/biases`)!.data);
  return prepareDispatch(
    context,
    convTile(tile, { inHalf }),
    { ...sizesOf(grid), slotPositions, positions, quadLength, ...layerUniforms(layer) },
    {
      inputs: [
        buffers.slots,
        isSecond ? buffers.middle : first,
        make(`${layer.name} weights`, inHalf ? new Uint32Array(toHalves(packed).buffer) : packed),
        make(`${layer.name} biases`, biases),
      ],
      outputs: [isSecond ? buffers.trunk : buffers.middle],
      workgroups: [Math.ceil(positions / (tile.positions * tile.threads)), outQuads / tile.outQuads, 1],
    },
  );
}

function heading(context: StackContext, layer: ConvLayer): Promise<Dispatch> {
  const { grid, buffers, weights, make, moveLogit } = context;
  const quads = quadsOf(layer.inChannels);
  const values = new Float32Array(4 * (quads + 1));
  values.set(weights.get(`${layer.name}/weights`)!.data);
  values[4 * quads] = weights.get(`${layer.name}/biases`)!.data[0];
  const uniforms = { ...sizesOf(grid), quads, quadLength: grid.quadLength, moveLogit };
  return prepareDispatch(context, headOf(context.tile.isHalf === true), uniforms, {
    inputs: [buffers.trunk, buffers.input, make('head weights', values)],
    outputs: [buffers.slots, buffers.logits],
    workgroups: voxelWorkgroups(grid),
  });
}
