import type { Weights } from '../../model/index.ts';

/**
 * Moves averages towards the weights of a step: a = decay * a + (1 - decay) * w, in place. Their noise, which the rate and small batches
 * make, is less than that of any one step's weights.
 * Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
 */
export function addToAverages(averages: Weights, weights: Weights, decay: number): void {
  for (const [name, { data }] of averages) {
    const now = weights.get(name)!.data;
    for (let i = 0; i < data.length; i++) data[i]! += (1 - decay) * (now[i]! - data[i]!);
  }
}
