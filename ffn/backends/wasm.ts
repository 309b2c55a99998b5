/** Networks on the CPU by WebAssembly kernels of our own: wherever JavaScript runs, browsers' workers too, on one thread. */
import { toZyx, volumeOf } from '../../datasets/geometry/index.ts';
import { assertWeightsFit, type ConvStack3DConfig, listLayers, type Weights } from '../model/index.ts';
import {
  type Arena,
  addInto,
  type ConvKernels,
  convolve,
  createArena,
  createGrid,
  createKernelSet,
  eachGridRow,
  interleave,
  offsetOf,
  type PlacedGrid,
  packWeights,
  paddedChannels,
  rectifyInto,
  weightCount,
} from '../simd/index.ts';
import { assertBatch } from './check.ts';
import type { FfnNetwork } from './network.ts';

const FLOAT = 4;

/** Nothing here waits for anything: without a rest a worker would hear of no message, a stop least of all. */
const BUSY_MS = 20;

/**
 * The same numbers on every machine. Memory: the weights, and at most four grids of the field of view.
 * @throws InvalidDataError where weights do not fit; UnsupportedError where there is no WebAssembly with vectors.
 */
export function createWasmNetwork(config: ConvStack3DConfig, weights: Weights): FfnNetwork {
  assertWeightsFit(config, weights);
  const info = { fovSize: toZyx(config.fovSize), deltas: toZyx(config.deltas) };
  const stack = placeLayers(config, weights);
  const voxels = volumeOf(info.fovSize);
  let restedAt = performance.now();
  const rest = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    restedAt = performance.now();
  };
  return {
    info,
    device: 'cpu (WebAssembly, 1 thread)',
    async predict(image, seed, batch) {
      assertBatch(info, image, seed, batch);
      const logits = new Float32Array(seed.length);
      for (let i = 0; i < batch; i++) {
        if (performance.now() - restedAt > BUSY_MS) await rest();
        const range = [i * voxels, (i + 1) * voxels] as const;
        const one = { image: image.subarray(...range), seed: seed.subarray(...range) };
        evaluate(stack, one, logits.subarray(...range));
      }
      return logits;
    },
    async dispose() {},
  };
}

interface Layer {
  readonly kernels: ConvKernels;
  readonly input: PlacedGrid;
  readonly weights: number;
  readonly biases: number;
}

interface LayerStack {
  readonly arena: Arena;
  readonly layers: readonly Layer[];
  /** The residual trunk, and what a module adds to it. */
  readonly net: PlacedGrid;
  readonly update: PlacedGrid;
  readonly head: { readonly weights: Float32Array; readonly bias: number };
}

function placeLayers(config: ConvStack3DConfig, weights: Weights): LayerStack {
  const convolutions = listLayers(config).slice(0, -1);
  const padded = convolutions.map((layer, i) => ({
    inChannels: paddedChannels(layer.inChannels, i === 0),
    outChannels: paddedChannels(layer.outChannels),
  }));
  const kernels = createKernelSet(padded);
  const arena = createArena(kernels);
  const size = toZyx(config.fovSize);
  // Layers of one width share their input: whoever reads it, it is filled anew. Borders stay zero.
  const grids = new Map<string, PlacedGrid>();
  const gridOf = (role: string, channels: number): PlacedGrid => {
    const key = `${role} ${channels}`;
    const grid = createGrid(size, channels);
    const placed = grids.get(key) ?? { grid, address: arena.take(grid.bytes) };
    grids.set(key, placed);
    return placed;
  };
  const layers = convolutions.map((layer, i): Layer => {
    const pair = padded[i]!;
    const place = {
      weights: arena.take(weightCount(pair) * FLOAT),
      biases: arena.take(pair.outChannels * FLOAT),
    };
    const plain = { ...layer, padded: pair, data: weights.get(`${layer.name}/weights`)!.data };
    packWeights(arena.floats(place.weights, weightCount(pair)), plain);
    arena.floats(place.biases, pair.outChannels).set(weights.get(`${layer.name}/biases`)!.data);
    return {
      ...place,
      kernels: kernels.of(pair),
      input: gridOf(i % 2 ? 'second' : 'first', pair.inChannels),
    };
  });
  const width = padded[1]!.outChannels;
  const head = {
    weights: weights.get('conv_lom/weights')!.data,
    bias: weights.get('conv_lom/biases')!.data[0]!,
  };
  return { arena, layers, net: gridOf('net', width), update: gridOf('update', width), head };
}

interface Example {
  readonly image: Float32Array;
  /** [z, y, x] logits. */
  readonly seed: Float32Array;
}

function evaluate(stack: LayerStack, example: Example, logits: Float32Array): void {
  const { arena, layers, net, update } = stack;
  const floats = ({ address, grid }: PlacedGrid) => arena.floats(address, grid.bytes / FLOAT);
  interleave(floats(layers[0]!.input), layers[0]!.input, example);
  for (let i = 0; i < layers.length; i += 2) {
    const [a, b] = [layers[i]!, layers[i + 1]!];
    if (i > 0) rectifyInto(floats(a.input), floats(net));
    run(a, b.input);
    const hidden = floats(b.input);
    rectifyInto(hidden, hidden);
    run(b, i === 0 ? net : update);
    if (i > 0) addInto(floats(net), floats(update));
  }
  applyHead(stack, floats(net), example.seed, logits);
}

const run = ({ kernels, input, weights, biases }: Layer, target: PlacedGrid): void =>
  convolve(kernels, { source: input, target, weights, biases });

/** A 1x1x1 convolution to one channel of what is rectified first; its output is added to the seed. */
function applyHead(
  { net: { grid }, head }: LayerStack,
  net: Float32Array,
  seed: Float32Array,
  logits: Float32Array,
) {
  const nx = grid.size[2];
  eachGridRow(grid, (z, y, row) => {
    let at = offsetOf(grid, z, y, 0) / FLOAT;
    for (let i = row * nx; i < (row + 1) * nx; i++, at += grid.channels) {
      let sum = head.bias;
      for (let c = 0; c < head.weights.length; c++) sum += Math.max(net[at + c]!, 0) * head.weights[c]!;
      logits[i] = seed[i]! + sum;
    }
  });
}
