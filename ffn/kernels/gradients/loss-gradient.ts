import source from '../../../shaders/wgsl/loss-gradient.wgsl';
import type { Kernel } from '../kernel.ts';

/** `Params` of loss-gradient.wgsl. */
export interface LossGradientUniforms {
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  /** 1 / number of voxels that the mean is taken over. */
  readonly share: number;
}

/** d loss / d logit of the mean sigmoid cross-entropy. */
export const LOSS_GRADIENT: Kernel<LossGradientUniforms> = {
  name: 'loss-gradient',
  source,
  workgroupSize: [64, 1, 1],
  uniforms: { sizeZ: 'u32', sizeY: 'u32', sizeX: 'u32', share: 'f32' },
  inputs: ['logits', 'labels', 'weights'],
  outputs: ['gradient'],
};
