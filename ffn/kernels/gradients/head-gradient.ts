import source from '../../../shaders/wgsl/head-gradient.wgsl';
import type { Kernel } from '../kernel.ts';

/** `Params` of head-gradient.wgsl. */
export interface HeadGradientUniforms {
  readonly quadLength: number;
}

/** From the gradient of logits to that of the trunk. */
export const HEAD_GRADIENT: Kernel<HeadGradientUniforms> = {
  name: 'head-gradient',
  source,
  workgroupSize: [64, 1, 1],
  uniforms: { quadLength: 'u32' },
  inputs: ['trunk', 'logitGradient', 'weights'],
  outputs: ['gradient'],
};
