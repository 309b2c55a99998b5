import { isFloodlightError } from '../../datasets/errors.ts';
import { createLastingTrainable, type LastingTrainable } from '../../ffn/backends/gradients/index.ts';
import { type ComputeDevice, isMatrixTile } from '../../ffn/kernels/index.ts';
import type { ConvStack3DConfig, Weights } from '../../ffn/model/index.ts';
import type { BackendChoice } from './choose-backend.ts';
import { chooseTile } from './choose-tile.ts';
import { noGpuLine, openNodeDevice } from './open-device.ts';

/** A network that trains on a device. */
export interface TrainableOnDevice extends LastingTrainable {
  /** For people. */
  readonly device: string;
}

export interface TrainableSource {
  readonly config: ConvStack3DConfig;
  /** Any that fit: what the device is measured with. */
  readonly weights: Weights;
  /** Examples at once. */
  readonly batch: number;
}

export type TrainableChoice = Pick<BackendChoice, 'device' | 'tell' | 'openGpu' | 'tiles'>;

/**
 * Makes a network ready to train on the device that was asked for. @returns undefined where that is the CPU.
 * @throws UnsupportedError where a device that was asked for by name is not there; TooLargeError where its memory does not suffice.
 */
export async function openTrainable(
  source: TrainableSource,
  choice: TrainableChoice = {},
): Promise<TrainableOnDevice | undefined> {
  const { device = 'auto', tell } = choice;
  if (device === 'cpu') return undefined;
  try {
    return await openOnGpu(source, choice, device === 'software');
  } catch (error) {
    // Only what a machine lacks is a reason to compute elsewhere.
    if (device !== 'auto' || !isFloodlightError(error, 'unsupported')) throw error;
    tell?.(noGpuLine(error));
    return undefined;
  }
}

async function openOnGpu(
  { config, weights, batch }: TrainableSource,
  choice: TrainableChoice,
  software: boolean,
): Promise<TrainableOnDevice> {
  const { openGpu = openNodeDevice, tell } = choice;
  const reopen = () => openGpu(software);
  const opened: ComputeDevice = await reopen();
  try {
    const tile = await chooseTile(opened, { ...choice, config, weights, precision: 'f32' });
    const network = await createLastingTrainable(config, {
      ...{ device: opened, batch, reopen },
      ...(!isMatrixTile(tile) && { tile }),
      onLoss: ({ message }) => tell?.(`warning: ${message}: the batch is computed anew, on another device`),
    });
    return { ...network, device: `webgpu (${opened.adapterName})` };
  } catch (error) {
    // Or Node does not end.
    opened.device.destroy();
    throw error;
  }
}
