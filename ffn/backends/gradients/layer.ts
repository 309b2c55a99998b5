/** One 3x3x3 layer that trains: its weights on the device, and the dispatches that use and teach them. */

import { FILTER_GRADIENT, filterChunks, filterQuads, SUM_PARTS } from '../../kernels/gradients/index.ts';
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
  const { device, pool, grid } = context;
  const { name, inChannels, outChannels } = layer;
  const make = (label: string, floats: number) =>
    pool.keep(createStorage(device, `${name} ${label}`, floats));
  const [inputQuads, outputQuads] = [quadsOf(inChannels), quadsOf(outChannels)];
  const [weightQuads, biasQuads] = filterQuads(inputQuads, outputQuads);
  const quads = weightQuads + biasQuads;
  const { chunks, chunkPositions } = filterChunks(grid);
  const buffers = {
    weights: make('weights', 4 * weightQuads),
    biases: make('biases', 4 * biasQuads),
    turned: make('turned weights', isFirst ? 4 : 4 * weightQuads),
    noBiases: make('no biases', 4 * inputQuads),
    parts: make('gradient in parts', 4 * chunks * quads),
    gradient: make('gradient', 4 * quads),
  };
  const forwardTile = tileFor(context.tile, outputQuads);
  const backwardTile = tileFor(context.tile, inputQuads);
  const write = (buffer: GPUBuffer, data: Float32Array) =>
    device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
  const convolve =
    (tile: ConvTile, { uniforms, weights, biases, quads }: Convolution) =>
    (source: GPUBuffer, target: GPUBuffer) =>
      prepareDispatch(
        context,
        convTile(tile),
        { ...sizesOf(grid), ...lengthsOf(grid), ...uniforms },
        {
          inputs: [context.slots, source, weights, biases],
          outputs: [target],
          workgroups: [Math.ceil(grid.positions / (tile.positions * tile.threads)), quads / tile.outQuads, 1],
        },
      );
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
    forward: convolve(forwardTile, {
      uniforms: layerUniforms(layer),
      weights: buffers.weights,
      biases: buffers.biases,
      quads: outputQuads,
    }),
    backward: convolve(backwardTile, {
      uniforms: { inQuads: outputQuads, floorBefore: LOWEST, floorAfter: LOWEST, addResidual: 0 },
      weights: buffers.turned,
      biases: buffers.noBiases,
      quads: inputQuads,
    }),
    async learn(input, gradient) {
      const { quadLength, positions, size } = grid;
      const inParts = await prepareDispatch(
        context,
        FILTER_GRADIENT,
        {
          ...{ positions, chunkPositions, quadLength, sizeY: size[1], sizeX: size[2] },
          outQuads: outputQuads,
          // What the layers between read is rectified, at the latest by them.
          floor: isFirst ? LOWEST : 0,
        },
        {
          inputs: [input, gradient],
          outputs: [buffers.parts],
          workgroups: [chunks, inputQuads * outputQuads, 9],
        },
      );
      const together = await prepareDispatch(
        context,
        SUM_PARTS,
        { length: quads, count: chunks },
        {
          inputs: [buffers.parts],
          outputs: [buffers.gradient],
          workgroups: [Math.ceil(quads / 64), 1, 1],
        },
      );
      return [inParts, together];
    },
  };
}

interface Convolution {
  readonly uniforms: ReturnType<typeof layerUniforms>;
  readonly weights: GPUBuffer;
  readonly biases: GPUBuffer;
  /** Of the output. */
  readonly quads: number;
}

const tileFor = (tile: ConvTile, quads: number): ConvTile => ({
  ...tile,
  outQuads: quads % tile.outQuads === 0 ? tile.outQuads : 1,
});

const sizesOf = ({ size: [sizeZ, sizeY, sizeX] }: PaddedGrid) => ({ sizeZ, sizeY, sizeX });

const lengthsOf = ({ slotPositions, positions, quadLength }: PaddedGrid) => ({
  slotPositions,
  positions,
  quadLength,
});
