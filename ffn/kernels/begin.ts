import source from '../../shaders/wgsl/begin.wgsl';
import type { Kernel } from './kernel.ts';

/** `Params` of begin.wgsl. */
export interface BeginUniforms {
  /** Of one slot's canvas. */
  readonly voxels: number;
  readonly initLogit: number;
}

/** Clears the canvas for an object and sets its seed. */
export const BEGIN: Kernel<BeginUniforms> = {
  name: 'begin',
  source,
  workgroupSize: [256, 1, 1],
  uniforms: { voxels: 'u32', initLogit: 'f32' },
  inputs: ['slots'],
  outputs: ['canvas'],
};
