/** Networks on WebGPU, by kernels of our own: in browsers, in Node, on any adapter. */
import { toZyx } from '../../datasets/geometry/index.ts';
import type { ComputeDevice, StackTile } from '../kernels/index.ts';
import { assertWeightsFit, type ConvStack3DConfig, type Weights } from '../model/index.ts';
import { assertBatch } from './check.ts';
import type { FfnNetwork } from './network.ts';
import { DEFAULT_TILE, precisionNotes } from './precision.ts';
import { walkMemory } from './walk-memory.ts';
import { DeviceLostError, type DeviceWatch, watchDevice } from './watch-device.ts';
import { createEvaluator, type Evaluator } from './webgpu-evaluator.ts';
import { createWebgpuLoop } from './webgpu-loop.ts';
import type { NetworkOnDevice } from './webgpu-walk.ts';

export interface WebgpuOptions {
  /** Opened by the caller, and destroyed with the network. */
  readonly device: ComputeDevice;
  /** Opens another device where the first is lost. Without it a loss is final. */
  readonly reopen?: () => Promise<ComputeDevice>;
  /** Which kernels compute it, and how they cut up the work; default: in float32, in a way that suits most adapters. */
  readonly tile?: StackTile;
  /** Objects that grow on the device at once: the one whose turn it is, and others ahead. The result is the same. Default 1. */
  readonly lanes?: number;
}

/**
 * @throws InvalidDataError where weights do not fit, UnsupportedError where the device refuses a kernel, TooLargeError
 *   where its memory does not suffice, DeviceLostError.
 */
export async function createWebgpuNetwork(
  config: ConvStack3DConfig,
  weights: Weights,
  { device: opened, reopen, tile = DEFAULT_TILE, lanes }: WebgpuOptions,
): Promise<FfnNetwork> {
  assertWeightsFit(config, weights);
  const info = { fovSize: toZyx(config.fovSize), deltas: toZyx(config.deltas) };
  const open = ({ device }: ComputeDevice) => openOnDevice({ device, config, weights, tile });
  let current = await open(opened);
  let last: Promise<unknown> = Promise.resolve();
  let renewing: Promise<void> | undefined;
  let isDisposed = false;
  const renewCurrent = async (): Promise<void> => {
    // Also where it only failed to give something back: nothing that it holds is needed any more.
    current.network.device.destroy();
    current = await open(await reopen!());
  };
  return {
    info,
    device: `webgpu (${[opened.adapterName, ...precisionNotes(tile)].join(', ')})`,
    predict(image, seed, batch) {
      // One after the other: evaluations share buffers.
      const answer = last.then(() => {
        assertBatch(info, image, seed, batch);
        return current.predict(image, seed, batch);
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    deviceBytes: (shape) => walkMemory(config, { shape, deltas: info.deltas, slots: lanes, tile }).totalBytes,
    openLoop: (input) => createWebgpuLoop(current.network, current.watch, input, lanes),
    renew:
      reopen &&
      (async (error) => {
        if (!(error instanceof DeviceLostError) || isDisposed) return false;
        // Several walks lose one device; the first to come here makes the new one.
        if (error.device === current.network.device) {
          renewing ??= renewCurrent().finally(() => {
            renewing = undefined;
          });
          await renewing;
        }
        return true;
      }),
    async dispose() {
      isDisposed = true;
      await last;
      current.network.device.destroy();
    },
  };
}

/** A device with the network on it, until the device is lost. */
interface OnDevice {
  readonly network: NetworkOnDevice;
  readonly watch: DeviceWatch;
  readonly predict: FfnNetwork['predict'];
}

async function openOnDevice(network: NetworkOnDevice): Promise<OnDevice> {
  const watch = watchDevice(network.device);
  const make = (slots: number) => watch.guard('network', () => createEvaluator(network, slots));
  let evaluator: Evaluator = await make(1);
  return {
    network,
    watch,
    async predict(image, seed, batch) {
      if (batch > evaluator.slots) {
        evaluator.destroy();
        evaluator = await make(batch);
      }
      return watch.guard('evaluation', () => evaluator.run(image, seed, batch));
    },
  };
}
