import type { VoxelBlock } from '../../../datasets/volume.ts';

export interface Statistics {
  readonly mean: number;
  readonly stddev: number;
}

/** Mean and standard deviation of grey values, as NumPy's. */
export function statisticsOf({ data }: VoxelBlock): Statistics {
  const values = data as Exclude<VoxelBlock['data'], BigUint64Array>;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, stddev: Math.sqrt(squares / values.length) };
}
