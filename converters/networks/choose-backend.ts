import { isFloodlightError, UsageError } from '../../datasets/errors.ts';
import { createCpuNetwork, createWebgpuNetwork, type FfnNetwork } from '../../ffn/backends/index.node.ts';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../ffn/kernels/index.ts';
import type { ConvStack3DConfig, Weights } from '../../ffn/model/index.ts';

/**
 * Where a network can be asked to run. `auto`: on a GPU, else on the CPU; `software`: on WebGPU computed by the CPU,
 * which is slow and for tests.
 */
export const DEVICES = ['auto', 'webgpu', 'cpu', 'software'] as const;
export type Device = (typeof DEVICES)[number];

export interface BackendChoice {
  /** Default auto. */
  readonly device?: Device;
  /** Of the CPU backend. */
  readonly threads?: number;
  /** Gets a line where `auto` does without a GPU. */
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

/** @throws UnsupportedError where the device that was asked for by name is not there, saying what is missing. */
export async function openBackend(
  config: ConvStack3DConfig,
  weights: Weights,
  choice: BackendChoice = {},
): Promise<FfnNetwork> {
  const { device = 'auto', threads, tell, openGpu = openNodeDevice } = choice;
  if (device === 'cpu') return createCpuNetwork(config, weights, { threads });
  const openWebgpu = async (software: boolean): Promise<FfnNetwork> => {
    const reopen = () => openGpu(software);
    return createWebgpuNetwork(config, weights, { device: await reopen(), reopen });
  };
  if (device !== 'auto') return openWebgpu(device === 'software');
  try {
    return await openWebgpu(false);
  } catch (error) {
    // Only what a machine lacks is a reason to compute elsewhere.
    if (!isFloodlightError(error, 'unsupported')) throw error;
    tell?.(`no GPU, so the CPU computes (${error.subject}: ${error.message.split(', got ').at(-1)})`);
    return createCpuNetwork(config, weights, { threads });
  }
}

/** @param software also the only kind of adapter that is taken then; it never stands in for a GPU. */
async function openNodeDevice(software: boolean): Promise<ComputeDevice> {
  const { gpu } = await createNodeGpu({ software });
  return openDevice({ gpu, software });
}
