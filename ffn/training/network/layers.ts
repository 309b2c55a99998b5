import type { Zyx } from '../../../datasets/geometry/index.ts';
import { type ConvLayer, type ConvStack3DConfig, listLayers, type Weights } from '../../model/index.ts';
import {
  type Arena,
  type ConvChannels,
  type ConvKernels,
  createArena,
  createGrid,
  createKernelSet,
  type KernelSet,
  type PlacedGrid,
  packTurned,
  packWeights,
  paddedChannels,
  unpackGradient,
  weightCount,
} from '../../simd/index.ts';

const FLOAT = 4;

/** A 3x3x3 convolution of the network, and where its numbers lie in the kernels' memory. */
export interface PlacedLayer {
  readonly layer: ConvLayer;
  readonly padded: ConvChannels;
  /** Input, which the gradient of the weights needs again. */
  readonly input: PlacedGrid;
  readonly forward: ConvKernels;
  /** The convolution that gives the gradient of the input; undefined for the first layer, whose input is data. */
  readonly backward: ConvKernels | undefined;
  readonly weights: number;
  readonly turned: number;
  readonly biases: number;
  readonly weightGradient: number;
}

/** A network's layers, and grids that they share. */
export interface PlacedStack {
  readonly arena: Arena;
  readonly layers: readonly PlacedLayer[];
  readonly head: ConvLayer;
  /** For outputs and gradients on their way. Taking one may move the memory: arrays over it are dead then. */
  scratch(index: 0 | 1 | 2, channels: number): PlacedGrid;
  /** Biases of convolutions that have none. */
  readonly zeros: number;
}

/**
 * Lays a network out in the kernels' memory: every layer's input is kept, one example at a time.
 * Memory: 2 * depth + 3 grids of the field of view, 132 MB for the published network.
 */
export function placeStack(config: ConvStack3DConfig, size: Zyx): PlacedStack {
  const all = listLayers(config);
  const [convolutions, head] = [all.slice(0, -1), all.at(-1)!];
  const padded = convolutions.map((layer, i) => ({
    inChannels: paddedChannels(layer.inChannels, i === 0),
    outChannels: paddedChannels(layer.outChannels),
  }));
  const kernels = createKernelSet(padded.flatMap((pair, i) => (i === 0 ? [pair] : [pair, exchanged(pair)])));
  const arena = createArena(kernels);
  const layers = convolutions.map((layer, i) =>
    placeLayer(arena, kernels, { layer, padded: padded[i]!, size, isFirst: i === 0 }),
  );
  const grids = new Map<string, PlacedGrid>();
  const zeros = arena.take(Math.max(...padded.map(({ inChannels }) => inChannels)) * FLOAT);
  return {
    arena,
    layers,
    head,
    zeros,
    scratch(index, channels) {
      const key = `${index} ${channels}`;
      const known = grids.get(key);
      if (known) return known;
      // Of its own for each width: borders must stay zero.
      const grid = createGrid(size, channels);
      const placed = { grid, address: arena.take(grid.bytes) };
      grids.set(key, placed);
      return placed;
    },
  };
}

const exchanged = ({ inChannels, outChannels }: ConvChannels): ConvChannels => ({
  inChannels: outChannels,
  outChannels: inChannels,
});

interface LayerParts {
  readonly layer: ConvLayer;
  readonly padded: ConvChannels;
  readonly size: Zyx;
  readonly isFirst: boolean;
}

function placeLayer(
  arena: Arena,
  kernels: KernelSet,
  { layer, padded, size, isFirst }: LayerParts,
): PlacedLayer {
  const grid = createGrid(size, padded.inChannels);
  const bytes = weightCount(padded) * FLOAT;
  return {
    layer,
    padded,
    input: { grid, address: arena.take(grid.bytes) },
    forward: kernels.of(padded),
    backward: isFirst ? undefined : kernels.of(exchanged(padded)),
    weights: arena.take(bytes),
    turned: arena.take(bytes),
    biases: arena.take(padded.outChannels * FLOAT),
    weightGradient: arena.take(bytes),
  };
}

/** Puts a network's weights where the kernels read them, and the gradients back to zero. */
export function loadWeights({ arena, layers }: PlacedStack, weights: Weights): void {
  for (const { layer, padded, ...place } of layers) {
    const count = weightCount(padded);
    const plain = { ...layer, padded, data: weights.get(`${layer.name}/weights`)!.data };
    packWeights(arena.floats(place.weights, count), plain);
    packTurned(arena.floats(place.turned, count), plain);
    arena.floats(place.biases, padded.outChannels).set(weights.get(`${layer.name}/biases`)!.data);
    arena.floats(place.weightGradient, count).fill(0);
  }
}

/** The gradient of a layer's weights, [kz, ky, kx, in, out]. */
export const readWeightGradient = (
  { arena }: PlacedStack,
  { layer, padded, weightGradient }: PlacedLayer,
): Float32Array => unpackGradient(arena.floats(weightGradient, weightCount(padded)), { ...layer, padded });
