/** Networks on WebGPU, by kernels of our own: in browsers, in Node, on any adapter. */
import { toZyx } from '../../datasets/geometry/index.ts';
import {
  BufferPool,
  type ComputeDevice,
  type ConvTile,
  createStack,
  createStaging,
  createStorage,
  encodeDispatches,
  SLOT_STATE,
  SLOT_WORDS,
  type Stack,
  withErrorScopes,
} from '../kernels/index.ts';
import { assertWeightsFit, type ConvStack3DConfig, type Weights } from '../model/index.ts';
import { assertBatch } from './check.ts';
import type { FfnNetwork } from './network.ts';
import { createWebgpuLoop } from './webgpu-loop.ts';

export interface WebgpuOptions {
  /** Opened by the caller, and destroyed with the network. */
  readonly device: ComputeDevice;
  /** How convolutions are cut up; default: one that suits most adapters. */
  readonly tile?: ConvTile;
}

export const DEFAULT_TILE: ConvTile = { positions: 8, outQuads: 2, threads: 64 };

/**
 * @throws InvalidDataError where weights do not fit, UnsupportedError where the device refuses a kernel, TooLargeError
 *   where its memory does not suffice.
 */
export async function createWebgpuNetwork(
  config: ConvStack3DConfig,
  weights: Weights,
  { device: opened, tile = DEFAULT_TILE }: WebgpuOptions,
): Promise<FfnNetwork> {
  assertWeightsFit(config, weights);
  const { device, adapterName } = opened;
  const info = { fovSize: toZyx(config.fovSize), deltas: toZyx(config.deltas) };
  const make = (slots: number) => createEvaluator(device, { config, weights, slots, tile });
  let evaluator = await make(1);
  let last: Promise<unknown> = Promise.resolve();
  return {
    info,
    device: `webgpu (${adapterName})`,
    predict(image, seed, batch) {
      // One after the other: evaluations share buffers.
      const answer = last.then(async () => {
        assertBatch(info, image, seed, batch);
        if (batch > evaluator.slots) {
          evaluator.destroy();
          evaluator = await make(batch);
        }
        return evaluator.run(image, seed, batch);
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    openLoop: (input) => createWebgpuLoop({ device, config, weights, tile }, input),
    async dispose() {
      await last;
      evaluator.destroy();
      device.destroy();
    },
  };
}

interface Evaluator {
  readonly slots: number;
  run(image: Float32Array, seed: Float32Array, batch: number): Promise<Float32Array>;
  destroy(): void;
}

interface EvaluatorInput {
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
  readonly slots: number;
  readonly tile: ConvTile;
}

/** Fields of view side by side instead of a canvas: slot i reads the i-th. */
async function createEvaluator(device: GPUDevice, input: EvaluatorInput): Promise<Evaluator> {
  const { config, slots } = input;
  const pool = new BufferPool();
  const [x, y, z] = config.fovSize;
  const voxels = x * y * z;
  return withErrorScopes(device, 'network on WebGPU', async () => {
    const image = pool.keep(createStorage(device, 'image', slots * voxels));
    const canvas = pool.keep(createStorage(device, 'seeds', slots * voxels));
    const staging = pool.keep(createStaging(device, 'logits read back', 4 * slots * voxels));
    const strides = [x * y, x] as const;
    // Seeds come without gaps, and nobody counts: neither logit is used.
    const stack = await createStack(device, pool, {
      ...input,
      image,
      canvas,
      strides,
      padLogit: 0,
      moveLogit: 0,
    });
    return {
      slots,
      async run(images, seeds, batch) {
        device.queue.writeBuffer(image, 0, images as Float32Array<ArrayBuffer>);
        device.queue.writeBuffer(canvas, 0, seeds as Float32Array<ArrayBuffer>);
        device.queue.writeBuffer(stack.slots, 0, slotsOf(slots, batch, voxels));
        submit(device, stack, staging);
        await staging.mapAsync(MAP_READ, 0, 4 * batch * voxels);
        const logits = new Float32Array(staging.getMappedRange(0, 4 * batch * voxels).slice(0));
        staging.unmap();
        return logits;
      },
      destroy: () => pool.destroy(),
    };
  });
}

/** GPUMapMode.READ, which is a global in browsers only. */
const MAP_READ = 0x1;

function slotsOf(slots: number, batch: number, voxels: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(slots * SLOT_WORDS);
  for (let i = 0; i < batch; i++) words.set([SLOT_STATE.running, i * voxels, i * voxels], i * SLOT_WORDS);
  return words;
}

function submit(device: GPUDevice, { dispatches, logits }: Stack, staging: GPUBuffer): void {
  const encoder = device.createCommandEncoder({ label: 'evaluation' });
  const pass = encoder.beginComputePass({ label: 'evaluation' });
  encodeDispatches(pass, dispatches);
  pass.end();
  encoder.copyBufferToBuffer(logits, 0, staging, 0, logits.size);
  device.queue.submit([encoder.finish()]);
}
