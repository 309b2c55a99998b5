import source from '../../../shaders/wgsl/sum-parts.wgsl';
import type { Kernel } from '../kernel.ts';

/** `Params` of sum-parts.wgsl. */
export interface SumPartsUniforms {
  /** Sums, in fours. */
  readonly length: number;
  readonly count: number;
}

/** Adds up what workgroups found. */
export const SUM_PARTS: Kernel<SumPartsUniforms> = {
  name: 'sum-parts',
  source,
  workgroupSize: [64, 1, 1],
  uniforms: { length: 'u32', count: 'u32' },
  inputs: ['parts'],
  outputs: ['sums'],
};
