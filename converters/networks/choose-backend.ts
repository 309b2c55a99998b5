import { isFloodlightError, UnsupportedError, UsageError } from '../../datasets/errors.ts';
import {
  createCpuNetwork,
  createWebgpuNetwork,
  type FfnNetwork,
  type Precision,
  type TuneOptions,
} from '../../ffn/backends/index.node.ts';
import type { ComputeDevice } from '../../ffn/kernels/index.ts';
import type { ConvStack3DConfig, Weights } from '../../ffn/model/index.ts';
import { chooseTile } from './choose-tile.ts';
import { noGpuLine, openNodeDevice } from './open-device.ts';

/**
 * Where a network can be asked to run. `auto`: on a GPU, else on the CPU; `software`: on WebGPU computed by the CPU,
 * which is slow and for tests.
 */
export const DEVICES = ['auto', 'webgpu', 'cpu', 'software'] as const;
export type Device = (typeof DEVICES)[number];

export interface BackendChoice {
  /** Default auto. */
  readonly device?: Device;
  /** On a GPU; the CPU computes in float32 only. Default f32. */
  readonly precision?: Precision;
  /** Of the CPU backend. */
  readonly threads?: number;
  /** Measure once how convolutions are best cut on this GPU, and keep that in `tiles`. Default true. */
  readonly autotune?: boolean;
  /** Default: a folder of the user's cache. */
  readonly tiles?: TuneOptions['store'];
  /** Objects that grow at once where the walk is on the device. See `WebgpuOptions`. */
  readonly lanes?: number;
  /** Gets a line where `auto` does without a GPU, and one about what was measured. */
  readonly tell?: (line: string) => void;
  /** How a GPU is opened; tests put a stand-in here. */
  readonly openGpu?: (software: boolean) => Promise<ComputeDevice>;
}

/** @throws UsageError naming the devices there are. */
export function parseDevice(text: string): Device {
  const device = DEVICES.find((name) => name === text);
  if (device) return device;
  throw new UsageError({
    subject: '--device',
    expected: `one of ${DEVICES.join(', ')}`,
    got: JSON.stringify(text),
  });
}

/**
 * @throws UnsupportedError where the device that was asked for by name is not there, or no device has the precision, saying
 *   what is missing.
 */
export async function openBackend(
  config: ConvStack3DConfig,
  weights: Weights,
  choice: BackendChoice = {},
): Promise<FfnNetwork> {
  const { device = 'auto', precision = 'f32', threads, tell, openGpu = openNodeDevice } = choice;
  if (device === 'cpu' && precision !== 'f32') throw onCpuOnlyFloat32(precision, '--device cpu');
  const onCpu = () => {
    if (choice.lanes !== undefined && choice.lanes > 1)
      tell?.('warning: objects grow ahead (--ahead) on a GPU only');
    return createCpuNetwork(config, weights, { threads });
  };
  if (device === 'cpu') return onCpu();
  const openWebgpu = async (software: boolean): Promise<FfnNetwork> => {
    const reopen = () => openGpu(software);
    const opened = await reopen();
    try {
      const tile = await chooseTile(opened, { ...choice, config, weights, precision });
      return await createWebgpuNetwork(config, weights, {
        device: opened,
        reopen,
        tile,
        lanes: choice.lanes,
      });
    } catch (error) {
      // Or Node does not end.
      opened.device.destroy();
      throw error;
    }
  };
  if (device !== 'auto') return openWebgpu(device === 'software');
  try {
    return await openWebgpu(false);
  } catch (error) {
    // Only what a machine lacks is a reason to compute elsewhere.
    if (!isFloodlightError(error, 'unsupported')) throw error;
    // Another precision is another result, which nobody asked for.
    if (precision !== 'f32') throw error;
    tell?.(noGpuLine(error));
    return onCpu();
  }
}

const onCpuOnlyFloat32 = (precision: Precision, got: string): UnsupportedError =>
  new UnsupportedError({
    subject: `--precision ${precision}`,
    expected: 'a GPU',
    got,
    cure: 'Take --precision f32: the CPU computes in float32',
  });
