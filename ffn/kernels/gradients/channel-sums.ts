import source from '../../../shaders/wgsl/channel-sums.wgsl';
import type { Kernel } from '../kernel.ts';

/** `Params` of channel-sums.wgsl. */
export interface ChannelSumsUniforms {
  readonly quadLength: number;
  /** 0 rectifies, `LOWEST` does not. */
  readonly floor: number;
  /** 0 or 1. */
  readonly isScaled: number;
}

/** Sums over positions, of each channel. */
export const CHANNEL_SUMS: Kernel<ChannelSumsUniforms> = {
  name: 'channel-sums',
  source,
  workgroupSize: [256, 1, 1],
  uniforms: { quadLength: 'u32', floor: 'f32', isScaled: 'u32' },
  inputs: ['values', 'factors'],
  outputs: ['sums'],
};
