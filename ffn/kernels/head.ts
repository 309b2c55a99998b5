import template from '../../shaders/wgsl/head.wgsl';
import type { Kernel } from './kernel.ts';
import { expandTemplate } from './template.ts';

/** `Params` of head.wgsl. */
export interface HeadUniforms {
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  /** Channels of the trunk, in fours. */
  readonly quads: number;
  readonly quadLength: number;
  /** Voxels at or above it are counted. */
  readonly moveLogit: number;
}

/** The last layer plus the seed: logits. `isHalf`: of a trunk in float16. */
export const headOf = (isHalf: boolean): Kernel<HeadUniforms> => ({
  name: 'head',
  source: expandTemplate(template, { HALF: Number(isHalf) }),
  workgroupSize: [64, 1, 1],
  uniforms: {
    sizeZ: 'u32',
    sizeY: 'u32',
    sizeX: 'u32',
    quads: 'u32',
    quadLength: 'u32',
    moveLogit: 'f32',
  },
  inputs: ['trunk', 'input', 'weights'],
  outputs: ['slots', 'logits'],
});

export const HEAD: Kernel<HeadUniforms> = headOf(false);
