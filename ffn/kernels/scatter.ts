import source from '../../shaders/wgsl/scatter.wgsl';
import type { Kernel } from './kernel.ts';

/** `Params` of scatter.wgsl. */
export interface ScatterUniforms {
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly strideZ: number;
  readonly strideY: number;
  /** Voxels at or above the move threshold from which on background stays background. */
  readonly minStrong: number;
}

/** Writes evaluations to the canvas, by the disconnected-seed rule. */
export const SCATTER: Kernel<ScatterUniforms> = {
  name: 'scatter',
  source,
  workgroupSize: [64, 1, 1],
  uniforms: {
    sizeZ: 'u32',
    sizeY: 'u32',
    sizeX: 'u32',
    strideZ: 'u32',
    strideY: 'u32',
    minStrong: 'u32',
  },
  inputs: ['slots'],
  outputs: ['logits', 'canvas'],
};
