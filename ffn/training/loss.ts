/** The loss that FFN's trainer minimises. Source: spec/ffn.md 1.5. */

/** Logits are cut off nowhere: the formula holds for all of them. */
export interface Loss {
  /** Mean over all voxels; those of weight 0 count in the number. */
  readonly loss: number;
  /** d loss / d logit, [z, y, x]. */
  readonly gradient: Float32Array<ArrayBuffer>;
}

/**
 * Sigmoid cross-entropy.
 * @param logits [z, y, x]. @param labels the same, from 0 to 1. @param weights the same, 0 for voxels that do not matter.
 * @param examples over which the mean is taken, this one among them.
 */
export function sigmoidCrossEntropy(
  logits: Float32Array,
  labels: Float32Array,
  { weights, examples = 1 }: { readonly weights?: Float32Array; readonly examples?: number } = {},
): Loss {
  const gradient = new Float32Array(logits.length);
  const count = logits.length * examples;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const [x, z, w] = [logits[i]!, labels[i]!, weights?.[i] ?? 1];
    const decay = Math.exp(-Math.abs(x));
    sum += w * (Math.max(x, 0) - x * z + Math.log1p(decay));
    const probability = x >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
    gradient[i] = (w * (probability - z)) / count;
  }
  return { loss: sum / count, gradient };
}
