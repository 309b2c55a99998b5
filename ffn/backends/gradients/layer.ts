/** One 3x3x3 layer that trains: its weights on the device, and the dispatches that use and teach them. */

import { filterChunks, filterGradient, filterQuads, SUM_PARTS } from '../../kernels/gradients/index.ts';
import {
  type BufferPool,
  type ConvTile,
  convTile,
  createStorage,
  type Dispatch,
  LOWEST,
  layerUniforms,
  type PaddedGrid,
  packTileWeights,
  prepareDispatch,
} from '../../kernels/index.ts';
import type { ConvLayer } from '../../model/index.ts';
import { inQuads, quadsOf, turnWeights } from './layout.ts';

export interface LayerContext {
  readonly device: GPUDevice;
  readonly pool: BufferPool;
  readonly grid: PaddedGrid;
  readonly tile: ConvTile;
  /** See `filterThreads`. */
  readonly filterThreads: number;
  readonly slots: GPUBuffer;
}

export interface TrainableLayer {
  readonly layer: ConvLayer;
  /** Of weights and biases: see `unpackFilterGradient`. */
  readonly gradient: GPUBuffer;
  load(weights: Float32Array, biases: Float32Array): void;
  /** The convolution; a residual is what `target` holds. */
  forward(source: GPUBuffer, target: GPUBuffer): Promise<Dispatch>;
  /** The gradient of the input from that of the output. */
  backward(source: GPUBuffer, target: GPUBuffer): Promise<Dispatch>;
  /** Gradients of weights and biases. @param input that the layer read. */
  learn(input: GPUBuffer, gradient: GPUBuffer): Promise<readonly Dispatch[]>;
}

/** @param isFirst reads image and seed as they are: nobody needs their gradient. */
export function createTrainableLayer(
  context: LayerContext,
  layer: ConvLayer,
  isFirst: boolean,
): TrainableLayer {
  const { inChannels, outChannels } = layer;
  const buffers = createBuffers(context, layer, isFirst);
  const [inputQuads, outputQuads] = [quadsOf(inChannels), quadsOf(outChannels)];
  const forwardTile = tileFor(context.tile, outputQuads);
  const backwardTile = tileFor(context.tile, inputQuads);
  const write = (buffer: GPUBuffer, data: Float32Array) =>
    context.device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
  const forward = { tile: forwardTile, uniforms: layerUniforms(layer), quads: outputQuads };
  const backward = {
    tile: backwardTile,
    uniforms: { inQuads: outputQuads, floorBefore: LOWEST, floorAfter: LOWEST, addResidual: 0 },
    quads: inputQuads,
  };
  return {
    layer,
    gradient: buffers.gradient,
    load(weights, biases) {
      write(buffers.weights, packTileWeights(weights, [inChannels, outChannels], forwardTile.outQuads));
      write(buffers.biases, inQuads(biases));
      if (isFirst) return;
      const turned = turnWeights(weights, inChannels, outChannels);
      write(buffers.turned, packTileWeights(turned, [outChannels, inChannels], backwardTile.outQuads));
    },
    forward: (source, target) =>
      convolution(context, forward, [source, buffers.weights, buffers.biases], target),
    backward: (source, target) =>
      convolution(context, backward, [source, buffers.turned, buffers.noBiases], target),
    // What the layers between read is rectified, at the latest by them.
    learn: (input, gradient) =>
      learning(context, { buffers, inputQuads, outputQuads, floor: isFirst ? LOWEST : 0 }, [input, gradient]),
  };
}

type LayerBuffers = ReturnType<typeof createBuffers>;

function createBuffers(
  { device, pool, grid }: LayerContext,
  { name, inChannels, outChannels }: ConvLayer,
  isFirst: boolean,
) {
  const make = (label: string, quads: number) =>
    pool.keep(createStorage(device, `${name} ${label}`, 4 * quads));
  const [weightQuads, biasQuads] = filterQuads(quadsOf(inChannels), quadsOf(outChannels));
  const quads = weightQuads + biasQuads;
  return {
    weights: make('weights', weightQuads),
    biases: make('biases', biasQuads),
    turned: make('turned weights', isFirst ? 1 : weightQuads),
    noBiases: make('no biases', quadsOf(inChannels)),
    parts: make('gradient in parts', filterChunks(grid).chunks * quads),
    gradient: make('gradient', quads),
  };
}

interface Convolution {
  readonly tile: ConvTile;
  readonly uniforms: ReturnType<typeof layerUniforms>;
  /** Of the output. */
  readonly quads: number;
}

function convolution(
  context: LayerContext,
  { tile, uniforms, quads }: Convolution,
  inputs: readonly [source: GPUBuffer, weights: GPUBuffer, biases: GPUBuffer],
  target: GPUBuffer,
): Promise<Dispatch> {
  const { size, slotPositions, positions, quadLength } = context.grid;
  const [sizeZ, sizeY, sizeX] = size;
  return prepareDispatch(
    context,
    convTile(tile),
    { sizeZ, sizeY, sizeX, slotPositions, positions, quadLength, ...uniforms },
    {
      inputs: [context.slots, ...inputs],
      outputs: [target],
      workgroups: [Math.ceil(positions / (tile.positions * tile.threads)), quads / tile.outQuads, 1],
    },
  );
}

interface Learning {
  readonly buffers: LayerBuffers;
  readonly inputQuads: number;
  readonly outputQuads: number;
  readonly floor: number;
}

async function learning(
  context: LayerContext,
  { buffers, inputQuads, outputQuads: outQuads, floor }: Learning,
  inputs: readonly [input: GPUBuffer, gradient: GPUBuffer],
): Promise<readonly Dispatch[]> {
  const { quadLength, positions, size } = context.grid;
  const { chunks, chunkPositions } = filterChunks(context.grid);
  const [, sizeY, sizeX] = size;
  const inParts = await prepareDispatch(
    context,
    filterGradient(context.filterThreads),
    { positions, chunkPositions, sizeY, sizeX, quadLength, outQuads, floor },
    { inputs, outputs: [buffers.parts], workgroups: [chunks, inputQuads * outQuads, 9] },
  );
  const [weightQuads, biasQuads] = filterQuads(inputQuads, outQuads);
  const length = weightQuads + biasQuads;
  const together = await prepareDispatch(
    context,
    SUM_PARTS,
    { length, count: chunks },
    { inputs: [buffers.parts], outputs: [buffers.gradient], workgroups: [Math.ceil(length / 64), 1, 1] },
  );
  return [inParts, together];
}

const tileFor = (tile: ConvTile, quads: number): ConvTile => ({
  ...tile,
  outQuads: quads % tile.outQuads === 0 ? tile.outQuads : 1,
});
