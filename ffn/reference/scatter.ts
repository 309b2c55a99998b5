import type { Zyx } from '../../datasets/geometry/index.ts';

export interface ScatterArguments {
  /** [z, y, x] of `size`, float32: one evaluation. */
  readonly logits: Float32Array;
  /** [z, y, x] of `shape`, float32, NaN where nothing was predicted; changed in place. */
  readonly canvas: Float32Array;
  readonly shape: Zyx;
  readonly start: Zyx;
  readonly size: Zyx;
  readonly moveLogit: number;
  /** Share of voxels at or above `moveLogit` beyond which background stays background; < 0: never. */
  readonly discoSeedThreshold: number;
}

/**
 * Writes an evaluation to a canvas by the disconnected-seed rule.
 * @returns the logits as written.
 */
export function scatter(args: ScatterArguments): Float32Array {
  const { logits, canvas, shape, start, size, moveLogit, discoSeedThreshold } = args;
  const share = logits.filter((v) => v >= moveLogit).length / logits.length;
  const keepsBackground = discoSeedThreshold >= 0 && share > discoSeedThreshold;
  const written = logits.slice();
  let from = 0;
  for (let z = 0; z < size[0]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[2]; x++, from++) {
        const at = ((start[0] + z) * shape[1] + start[1] + y) * shape[2] + start[2] + x;
        const old = canvas[at];
        if (keepsBackground && old < 0 && logits[from] > old) written[from] = old;
        canvas[at] = written[from];
      }
    }
  }
  return written;
}
