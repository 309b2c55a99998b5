import { createWebgpuNetwork } from '../../../ffn/backends/index.ts';
import { type ComputeDevice, hasMatrices } from '../../../ffn/kernels/index.ts';
import {
  checkNetworkCase,
  HALF_TOLERANCE,
  MATRIX_CASES,
  NETWORK_CASES,
  SPLIT_TOLERANCE,
} from '../../support/network-cases.ts';
import { checkWalkCase, WALK_CASES, walkWeights } from '../../support/walk-cases.ts';

export interface Parity {
  /** Largest difference of logits to plain loops in double precision, by case; beyond the case's tolerance the bench ends. */
  readonly largestDifference: Readonly<Record<string, number>>;
  /** Steps of walks that were the host's to the last bit, by case; otherwise the bench ends. */
  readonly equalSteps: Readonly<Record<string, number>>;
}

/** The cases of the parity suites, on this adapter. @throws AssertionError at the first that fails. */
export async function checkParity(open: () => Promise<ComputeDevice>): Promise<Parity> {
  const largestDifference: Record<string, number> = {};
  for (const networkCase of NETWORK_CASES) {
    largestDifference[networkCase.name] = await checkNetworkCase(networkCase, async (config, weights) =>
      createWebgpuNetwork(config, weights, { device: await open() }),
    );
  }
  if (await withDevice(open, hasMatrices)) Object.assign(largestDifference, await checkMatrices(open));
  const equalSteps: Record<string, number> = {};
  for (const walkCase of WALK_CASES) {
    const network = await createWebgpuNetwork(walkCase.config, walkWeights(walkCase.config), {
      device: await open(),
    });
    equalSteps[walkCase.name] = await checkWalkCase(walkCase, network);
    await network.dispose();
  }
  return { largestDifference, equalSteps };
}

/** On matrix units, in one part and in two. */
async function checkMatrices(open: () => Promise<ComputeDevice>): Promise<Record<string, number>> {
  const largest: Record<string, number> = {};
  for (const isSplit of [true, false]) {
    for (const matrixCase of MATRIX_CASES) {
      largest[`${isSplit ? 'f16x3' : 'f16'}: ${matrixCase.name}`] = await checkNetworkCase(
        matrixCase,
        async (config, weights) =>
          createWebgpuNetwork(config, weights, {
            device: await open(),
            tile: { tiles: 2, subgroups: 2, isSplit },
          }),
        isSplit ? SPLIT_TOLERANCE : HALF_TOLERANCE,
      );
    }
  }
  return largest;
}

async function withDevice<T>(
  open: () => Promise<ComputeDevice>,
  ask: (opened: ComputeDevice) => T,
): Promise<T> {
  const opened = await open();
  const answer = ask(opened);
  opened.device.destroy();
  return answer;
}
