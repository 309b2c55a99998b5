import source from '../../../shaders/wgsl/mask-gradient.wgsl';
import type { Kernel } from '../kernel.ts';

/** `Params` of mask-gradient.wgsl. */
export interface MaskGradientUniforms {
  /** vec4f of each array. */
  readonly length: number;
  /** 0 or 1. */
  readonly addTo: number;
}

/** From the gradient of what a rectifier gave to that of what it took. */
export const MASK_GRADIENT: Kernel<MaskGradientUniforms> = {
  name: 'mask-gradient',
  source,
  workgroupSize: [64, 1, 1],
  uniforms: { length: 'u32', addTo: 'u32' },
  inputs: ['kept', 'gradient'],
  outputs: ['passed'],
};
