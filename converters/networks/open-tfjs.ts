import { isFloodlightError } from '../../datasets/errors.ts';
import { createTfjsNetwork, type FfnNetwork } from '../../ffn/backends/index.node.ts';
import { createNodeGpu, installGpuGlobals } from '../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../ffn/kernels/index.ts';
import type { TfjsModel } from '../../ffn/model/index.ts';
import { assertGpuPossible, surveyGpu } from '../doctor/index.ts';
import type { BackendChoice } from './choose-backend.ts';
import { noGpuLine } from './open-device.ts';

/**
 * A model that TensorFlow.js runs, by its WebGPU backend on the adapters that `openBackend` takes, or by its plain
 * JavaScript on the CPU.
 * @throws UnsupportedError where the device that was asked for by name is not there; those of `createTfjsNetwork`.
 */
export async function openTfjs(model: TfjsModel, choice: BackendChoice = {}): Promise<FfnNetwork> {
  const { device = 'auto', tell, openGpu = openNodeDevice } = choice;
  if (device === 'cpu') return createTfjsNetwork(model);
  const reopen = () => openGpu(device === 'software');
  let opened: ComputeDevice;
  try {
    opened = await reopen();
  } catch (error) {
    if (device !== 'auto' || !isFloodlightError(error, 'unsupported')) throw error;
    tell?.(noGpuLine(error));
    return createTfjsNetwork(model);
  }
  // What a GPU that is there cannot compute is an error, not a reason to compute elsewhere.
  return createTfjsNetwork(model, { device: opened, reopen });
}

/** The library expects a browser's globals. */
async function openNodeDevice(software: boolean): Promise<ComputeDevice> {
  if (!software) assertGpuPossible(await surveyGpu());
  const { gpu } = await createNodeGpu({ software });
  await installGpuGlobals({ gpu });
  return openDevice({ gpu, software });
}
