import source from '../../shaders/wgsl/gather.wgsl';
import type { Kernel } from './kernel.ts';

/** `Params` of gather.wgsl: the field of view, and the strides of image and canvas in voxels. */
export interface GatherUniforms {
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly strideZ: number;
  readonly strideY: number;
  readonly padLogit: number;
}

/** Cuts fields of view out of image and canvas, as the network's input. */
export const GATHER: Kernel<GatherUniforms> = {
  name: 'gather',
  source,
  workgroupSize: [64, 1, 1],
  uniforms: { sizeZ: 'u32', sizeY: 'u32', sizeX: 'u32', strideZ: 'u32', strideY: 'u32', padLogit: 'f32' },
  inputs: ['slots', 'image', 'canvas'],
  outputs: ['output'],
};
