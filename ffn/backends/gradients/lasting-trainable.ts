/** Training that outlives a device: weights are the host's, so a loss costs the batch that was under way. */
import type { ComputeDevice } from '../../kernels/index.ts';
import type { ConvStack3DConfig } from '../../model/index.ts';
import type { TrainableNetwork } from '../../training/index.ts';
import { DeviceLostError, watchDevice } from '../watch-device.ts';
import { createWebgpuTrainable, type WebgpuTrainableOptions } from './webgpu-trainable.ts';

export interface LastingOptions extends WebgpuTrainableOptions {
  /** Opens another device where one is lost. Without it a loss is final. */
  readonly reopen?: () => Promise<ComputeDevice>;
  /** Gets each loss that another device makes good. */
  readonly onLoss?: (error: DeviceLostError) => void;
}

export interface LastingTrainable extends TrainableNetwork {
  /** Memory on the device. */
  readonly bytes: number;
  /** Destroys the device. */
  dispose(): void;
}

/** Losses of one batch, after which it is not tried again. */
const MOST_LOSSES = 3;

/**
 * As `createWebgpuTrainable`, but for a lost device: the batch is computed once more, on another one of the same machine.
 * @throws those of `createWebgpuTrainable`; DeviceLostError where there is no other device, or `MOST_LOSSES` are lost by one batch.
 */
export async function createLastingTrainable(
  config: ConvStack3DConfig,
  { reopen, onLoss, device: first, ...options }: LastingOptions,
): Promise<LastingTrainable> {
  const open = async (opened: ComputeDevice) => {
    const watch = watchDevice(opened.device);
    const network = await watch.guard('network', () =>
      createWebgpuTrainable(config, { ...options, device: opened }),
    );
    return { opened, watch, network };
  };
  let current = await open(first);
  return {
    bytes: current.network.bytes,
    async gradient(weights, batch) {
      for (let losses = 1; ; losses++) {
        const { opened, watch, network } = current;
        try {
          return await watch.guard('training', async () => network.gradient(weights, batch));
        } catch (error) {
          if (!(error instanceof DeviceLostError) || !reopen || losses === MOST_LOSSES) throw error;
          onLoss?.(error);
          opened.device.destroy();
          current = await open(await reopen());
        }
      }
    },
    dispose: () => current.opened.device.destroy(),
  };
}
