import type { Weights } from '../../model/index.ts';
import type { BatchGradient, Example, TrainableNetwork } from './trainable.ts';

/** What one example gives, as a batch of its own. */
export type ExampleGradient = (weights: Weights, example: Example) => BatchGradient | Promise<BatchGradient>;

/**
 * A network whose examples are computed apart, by whomever, and joined in their order: the same bits however many compute.
 * @param gradientOf may be at work on several examples of one batch at once.
 */
export const createNetworkInParts = (gradientOf: ExampleGradient): TrainableNetwork => ({
  async gradient(weights, batch) {
    return average(await Promise.all(batch.map((example) => gradientOf(weights, example))));
  },
});

/** Means of parts of one example each. */
function average(parts: readonly BatchGradient[]): BatchGradient {
  const [first] = parts;
  const gradients = new Map<string, Float32Array>();
  for (const name of first?.gradients.keys() ?? []) {
    const of = parts.map((part) => part.gradients.get(name)!);
    gradients.set(
      name,
      of[0]!.map((_, i) => of.reduce((sum, values) => sum + values[i]!, 0) / parts.length),
    );
  }
  return {
    loss: parts.reduce((sum, { loss }) => sum + loss, 0) / Math.max(1, parts.length),
    logits: parts.flatMap(({ logits }) => logits),
    gradients,
  };
}
