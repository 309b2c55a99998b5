import { createWebgpuNetwork } from '../../../ffn/backends/index.ts';
import type { ComputeDevice } from '../../../ffn/kernels/index.ts';
import { checkNetworkCase, NETWORK_CASES } from '../../support/network-cases.ts';
import { checkWalkCase, WALK_CASES, walkWeights } from '../../support/walk-cases.ts';

export interface Parity {
  /** Largest difference of logits to plain loops in double precision, by case; beyond 1e-5 the bench ends. */
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
