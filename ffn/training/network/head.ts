/** The last layer, a 1x1x1 convolution to one channel of what is rectified first, on grids in the kernels' memory. */
import { eachGridRow, type Grid, offsetOf } from '../../simd/index.ts';

const FLOAT = 4;

export interface HeadWeights {
  /** [in]. */
  readonly weights: Float32Array;
  readonly bias: number;
}

/** Index of the first float of a row's voxels. */
const rowStart = (grid: Grid, z: number, y: number): number => offsetOf(grid, z, y, 0) / FLOAT;

/** @param net of a grid. @param seed [z, y, x]. @returns [z, y, x]: seed + update. */
export function headForward(
  net: Float32Array,
  grid: Grid,
  seed: Float32Array,
  { weights, bias }: HeadWeights,
): Float32Array {
  const logits = new Float32Array(seed.length);
  const nx = grid.size[2];
  eachGridRow(grid, (z, y, row) => {
    let at = rowStart(grid, z, y);
    for (let x = 0; x < nx; x++, at += grid.channels) {
      let sum = bias;
      for (let c = 0; c < weights.length; c++) sum += Math.max(net[at + c]!, 0) * weights[c]!;
      logits[row * nx + x] = seed[row * nx + x]! + sum;
    }
  });
  return logits;
}

export interface HeadGradients {
  /** Added to, [in]. */
  readonly weights: Float64Array;
  /** Added to, [1]. */
  readonly bias: Float64Array;
}

/**
 * @param target gradient of `net`; its border is left as it is.
 * @param gradient of the logits, [z, y, x].
 */
export function headBackward(
  { net, target, grid }: { readonly net: Float32Array; readonly target: Float32Array; readonly grid: Grid },
  gradient: Float32Array,
  { weights }: HeadWeights,
  sums: HeadGradients,
): void {
  const nx = grid.size[2];
  eachGridRow(grid, (z, y, row) => {
    let at = rowStart(grid, z, y);
    for (let x = 0; x < nx; x++, at += grid.channels) {
      const g = gradient[row * nx + x]!;
      sums.bias[0]! += g;
      for (let c = 0; c < weights.length; c++) {
        const value = net[at + c]!;
        target[at + c] = value > 0 ? g * weights[c]! : 0;
        if (value > 0) sums.weights[c]! += g * value;
      }
    }
  });
}
