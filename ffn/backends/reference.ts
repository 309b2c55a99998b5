import { toZyx } from '../../datasets/geometry/index.ts';
import { assertWeightsFit, type ConvStack3DConfig, type Weights } from '../model/index.ts';
import { forwardConvStack } from '../reference/index.ts';
import { assertBatch } from './check.ts';
import type { FfnNetwork } from './network.ts';

/**
 * A network on plain loops: anywhere JavaScript runs, thousands of times slower than the others. For tests
 * and for tiny networks.
 * @throws InvalidDataError where weights do not fit.
 */
export function createReferenceNetwork(config: ConvStack3DConfig, weights: Weights): FfnNetwork {
  assertWeightsFit(config, weights);
  const info = { fovSize: toZyx(config.fovSize), deltas: toZyx(config.deltas) };
  return {
    info,
    device: 'reference (plain loops)',
    async predict(image, seed, batch) {
      assertBatch(info, image, seed, batch);
      return forwardConvStack(config, weights, image, seed);
    },
    async dispose() {},
  };
}
