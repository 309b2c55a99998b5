/** Gradients of a ConvStack3D on WebGPU, by kernels of our own: in browsers, in Node, on any adapter. */
import { UsageError } from '../../../datasets/errors.ts';
import { unpackFilterGradient } from '../../kernels/gradients/index.ts';
import { type ComputeDevice, type ConvTile, readMapped, withErrorScopes } from '../../kernels/index.ts';
import { assertWeightsFit, type ConvStack3DConfig, type Weights } from '../../model/index.ts';
import {
  assertExample,
  type BatchGradient,
  type Example,
  sigmoidCrossEntropy,
  type TrainableNetwork,
} from '../../training/index.ts';
import { dataOf, interleaveExamples, joinLabels, joinMasks } from './layout.ts';
import { createTrainableStack, type TrainableStack } from './stack.ts';
import { encodeSteps } from './steps.ts';

export interface WebgpuTrainableOptions {
  /** Opened by the caller, and the caller's to destroy. */
  readonly device: ComputeDevice;
  /** Examples at once, at most. */
  readonly batch: number;
  readonly tile?: ConvTile;
}

export interface WebgpuTrainable extends TrainableNetwork {
  /** Memory on the device. */
  readonly bytes: number;
  gradient(weights: Weights, batch: readonly Example[]): Promise<BatchGradient>;
  /** Frees its buffers. */
  destroy(): void;
}

/** Suits most adapters: see `ffn/backends/tile-variants.ts`. */
const DEFAULT_TILE: ConvTile = { positions: 8, outQuads: 2, threads: 64 };

/**
 * A ConvStack3D that trains on a device, forward and backward in one submission; gradients come back, weights go there. The
 * same bits on one device; on another, other rounding. Memory on the device: two grids of activations a module, for each example.
 * @throws UnsupportedError where the device refuses a kernel, TooLargeError where its memory does not suffice.
 */
export async function createWebgpuTrainable(
  config: ConvStack3DConfig,
  { device: opened, batch: slots, tile = DEFAULT_TILE }: WebgpuTrainableOptions,
): Promise<WebgpuTrainable> {
  const { device } = opened;
  const stack = await withErrorScopes(device, 'training on WebGPU', () =>
    createTrainableStack(opened, config, { slots, tile }),
  );
  let last: Promise<unknown> = Promise.resolve();
  return {
    bytes: stack.pool.bytes,
    gradient(weights, batch) {
      // One after the other: batches share buffers.
      const answer = last.then(() => compute(device, stack, { config, weights, batch }));
      last = answer.catch(() => undefined);
      return answer;
    },
    destroy: () => stack.pool.destroy(),
  };
}

interface Work {
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
  readonly batch: readonly Example[];
}

async function compute(
  device: GPUDevice,
  stack: TrainableStack,
  { config, weights, batch }: Work,
): Promise<BatchGradient> {
  assertWeightsFit(config, weights);
  assertSizes(batch, stack.grid);
  upload(device, stack, { config, weights, batch });
  const encoder = device.createCommandEncoder({ label: 'training' });
  encodeSteps(encoder, stack.steps);
  device.queue.submit([encoder.finish()]);
  return readMapped(stack.results.staging, (bytes) => collect(stack, bytes, batch));
}

function upload(
  device: GPUDevice,
  { grid, buffers, layers, head }: TrainableStack,
  { weights, batch }: Work,
): void {
  const write = (buffer: GPUBuffer, data: Float32Array) =>
    device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
  write(buffers.nets[0]!, interleaveExamples(grid, batch));
  write(buffers.labels, joinLabels(grid, batch));
  write(buffers.masks, joinMasks(grid, batch));
  for (const { layer, load } of layers)
    load(dataOf(weights, `${layer.name}/weights`), dataOf(weights, `${layer.name}/biases`));
  head.load(dataOf(weights, 'conv_lom/weights'), dataOf(weights, 'conv_lom/biases')[0]!);
}

/** Loss and the head's bias need nothing but logits: the host finds them, in double precision. */
function collect(
  { grid, buffers, layers, head, results }: TrainableStack,
  bytes: ArrayBuffer,
  batch: readonly Example[],
): BatchGradient {
  const floatsOf = (buffer: GPUBuffer, length = buffer.size / 4) =>
    new Float32Array(bytes, results.offsets.get(buffer), length);
  const all = floatsOf(buffers.logits);
  const logits = batch.map((_, slot) => all.slice(slot * grid.voxels, (slot + 1) * grid.voxels));
  let [loss, bias] = [0, 0];
  for (const [i, { labels, weights }] of batch.entries()) {
    const found = sigmoidCrossEntropy(logits[i]!, labels, { weights, examples: batch.length });
    loss += found.loss;
    bias += found.gradient.reduce((sum, g) => sum + g, 0);
  }
  const gradients = new Map<string, Float32Array>();
  for (const { layer, gradient } of layers) {
    const { name, inChannels, outChannels } = layer;
    const { weights, biases } = unpackFilterGradient(floatsOf(gradient), inChannels, outChannels);
    gradients.set(`${name}/weights`, weights);
    gradients.set(`${name}/biases`, biases);
  }
  const { outChannels } = layers.at(-1)!.layer;
  gradients.set('conv_lom/weights', floatsOf(head.weightGradient, outChannels).slice());
  gradients.set('conv_lom/biases', Float32Array.of(bias));
  return { loss, logits, gradients };
}

function assertSizes(batch: readonly Example[], { slots, voxels }: TrainableStack['grid']): void {
  if (batch.length === 0 || batch.length > slots)
    throw new UsageError({ subject: 'batch', expected: `1 to ${slots} examples`, got: `${batch.length}` });
  for (const example of batch) assertExample(example, voxels);
}
