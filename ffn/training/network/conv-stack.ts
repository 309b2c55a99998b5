import { toZyx, volumeOf } from '../../../datasets/geometry/index.ts';
import type { ConvStack3DConfig, Weights } from '../../model/index.ts';
import {
  addFilterGradient,
  addInto,
  convolve,
  interleave,
  type PlacedGrid,
  rectifyInto,
} from '../../simd/index.ts';
import { sigmoidCrossEntropy } from '../loss.ts';
import { addChannelSums, addMasked, maskGradient, rectify } from './elementwise.ts';
import { type HeadWeights, headBackward, headForward } from './head.ts';
import { loadWeights, type PlacedLayer, type PlacedStack, placeStack, readWeightGradient } from './layers.ts';
import { assertExample, type Example, type TrainableNetwork } from './trainable.ts';

const FLOAT = 4;

/** Of biases and the head, by name; those of weights are summed by the kernels. */
type Sums = ReadonlyMap<string, Float64Array>;

/**
 * A ConvStack3D that trains on the CPU by WebAssembly kernels of our own. The same numbers on every machine.
 * Memory: see `placeStack`; examples of a batch go through it one after the other.
 * @throws UnsupportedError where there is no WebAssembly with vectors.
 */
export function createTrainableStack(config: ConvStack3DConfig): TrainableNetwork {
  const size = toZyx(config.fovSize);
  const stack = placeStack(config, size);
  return {
    gradient(weights, batch) {
      loadWeights(stack, weights);
      const head = headOf(weights);
      const sums = createSums(stack, head);
      let loss = 0;
      const logits = batch.map((example) => {
        assertExample(example, volumeOf(size));
        const net = forward(stack, example);
        const result = headForward(floatsOf(stack, net), net.grid, example.seed, head);
        const found = sigmoidCrossEntropy(result, example.labels, {
          weights: example.weights,
          examples: batch.length,
        });
        loss += found.loss;
        backward(stack, net, found.gradient, { head, sums });
        return result;
      });
      return { loss, logits, gradients: collect(stack, sums) };
    },
  };
}

const floatsOf = ({ arena }: PlacedStack, { grid, address }: PlacedGrid): Float32Array =>
  arena.floats(address, grid.bytes / FLOAT);

const headOf = (weights: Weights): HeadWeights => ({
  weights: weights.get('conv_lom/weights')!.data,
  bias: weights.get('conv_lom/biases')!.data[0]!,
});

function createSums({ layers }: PlacedStack, head: HeadWeights): Map<string, Float64Array> {
  const biases = layers.map(
    ({ layer }) => [`${layer.name}/biases`, new Float64Array(layer.outChannels)] as const,
  );
  return new Map<string, Float64Array>([
    ...biases,
    ['conv_lom/weights', new Float64Array(head.weights.length)],
    ['conv_lom/biases', new Float64Array(1)],
  ]);
}

/** Fills the inputs of all layers. @returns what the head reads, not yet rectified: scratch 0. */
function forward(stack: PlacedStack, example: Example): PlacedGrid {
  const { layers } = stack;
  interleave(floatsOf(stack, layers[0]!.input), layers[0]!.input, example);
  let net: PlacedGrid | undefined;
  for (let i = 0; i < layers.length; i += 2) {
    const [a, b] = [layers[i]!, layers[i + 1]!];
    if (net) rectifyInto(floatsOf(stack, a.input), floatsOf(stack, net));
    run(a, b.input);
    rectify(floatsOf(stack, b.input));
    const target: PlacedGrid = stack.scratch(net ? 2 : 0, b.padded.outChannels);
    run(b, target);
    if (net) addInto(floatsOf(stack, net), floatsOf(stack, target));
    net ??= target;
  }
  return net!;
}

const run = ({ input, forward: kernels, weights, biases }: PlacedLayer, target: PlacedGrid): void =>
  convolve(kernels, { source: input, target, weights, biases });

interface Backward {
  readonly head: HeadWeights;
  readonly sums: Sums;
}

/** From the last module to the first; `net` is overwritten once the head has seen it. */
function backward(
  stack: PlacedStack,
  net: PlacedGrid,
  gradient: Float32Array,
  { head, sums }: Backward,
): void {
  const { layers } = stack;
  const down = stack.scratch(1, net.grid.channels);
  headBackward({ net: floatsOf(stack, net), target: floatsOf(stack, down), grid: net.grid }, gradient, head, {
    weights: sums.get('conv_lom/weights')!,
    bias: sums.get('conv_lom/biases')!,
  });
  for (let i = layers.length - 2; i >= 0; i -= 2) {
    const [a, b] = [layers[i]!, layers[i + 1]!];
    const inside = stack.scratch(2, b.padded.inChannels);
    learn(stack, b, down, sums);
    pass(b, stack, down, inside);
    maskGradient(floatsOf(stack, inside), floatsOf(stack, b.input));
    learn(stack, a, inside, sums);
    if (i === 0) return;
    const before = stack.scratch(0, a.padded.inChannels);
    pass(a, stack, inside, before);
    // What was kept for the end of the module passes the gradient on, too.
    addMasked(floatsOf(stack, down), floatsOf(stack, before), floatsOf(stack, a.input));
  }
}

/** What a layer's output says of its weights and biases. */
function learn(stack: PlacedStack, layer: PlacedLayer, gradient: PlacedGrid, sums: Sums): void {
  const { input, forward: kernels, weightGradient } = layer;
  addFilterGradient(kernels, { source: input, gradient, target: weightGradient });
  addChannelSums(sums.get(`${layer.layer.name}/biases`)!, floatsOf(stack, gradient), gradient.grid.channels);
}

/** The gradient of a layer's input. */
function pass(
  { backward: kernels, turned }: PlacedLayer,
  stack: PlacedStack,
  source: PlacedGrid,
  target: PlacedGrid,
): void {
  convolve(kernels!, { source, target, weights: turned, biases: stack.zeros });
}

function collect(stack: PlacedStack, sums: Sums): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  for (const layer of stack.layers)
    found.set(`${layer.layer.name}/weights`, readWeightGradient(stack, layer));
  for (const [name, values] of sums) found.set(name, Float32Array.from(values));
  return found;
}
