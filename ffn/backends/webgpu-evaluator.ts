/** Single evaluations on a WebGPU device: fields of view side by side instead of a canvas. */
import {
  BufferPool,
  createStack,
  createStaging,
  createStorage,
  encodeDispatches,
  readMapped,
  SLOT_STATE,
  SLOT_WORDS,
  type Stack,
  withErrorScopes,
} from '../kernels/index.ts';
import type { NetworkOnDevice } from './webgpu-walk.ts';

export interface Evaluator {
  /** Most fields of view at once. */
  readonly slots: number;
  /**
   * As `FfnNetwork.predict`; one after the other, for evaluations share buffers.
   * @param repeats the same evaluation so often, for measuring; default once.
   */
  run(image: Float32Array, seed: Float32Array, batch: number, repeats?: number): Promise<Float32Array>;
  destroy(): void;
}

/** Slot i reads the i-th field of view. @throws those of `withErrorScopes`. */
export async function createEvaluator(network: NetworkOnDevice, slots: number): Promise<Evaluator> {
  const { device, config } = network;
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
      ...network,
      slots,
      image,
      canvas,
      strides,
      padLogit: 0,
      moveLogit: 0,
    });
    return {
      slots,
      run(images, seeds, batch, repeats = 1) {
        device.queue.writeBuffer(image, 0, images as Float32Array<ArrayBuffer>);
        device.queue.writeBuffer(canvas, 0, seeds as Float32Array<ArrayBuffer>);
        device.queue.writeBuffer(stack.slots, 0, slotsOf(slots, batch, voxels));
        submit(device, stack, staging, repeats);
        return readMapped(staging, (bytes) => new Float32Array(bytes.slice(0)), 4 * batch * voxels);
      },
      destroy: () => pool.destroy(),
    };
  });
}

function slotsOf(slots: number, batch: number, voxels: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(slots * SLOT_WORDS);
  for (let i = 0; i < batch; i++) words.set([SLOT_STATE.running, i * voxels, i * voxels], i * SLOT_WORDS);
  return words;
}

function submit(device: GPUDevice, { dispatches, logits }: Stack, staging: GPUBuffer, repeats: number): void {
  const encoder = device.createCommandEncoder({ label: 'evaluation' });
  const pass = encoder.beginComputePass({ label: 'evaluation' });
  for (let i = 0; i < repeats; i++) encodeDispatches(pass, dispatches);
  pass.end();
  encoder.copyBufferToBuffer(logits, 0, staging, 0, logits.size);
  device.queue.submit([encoder.finish()]);
}
