import source from '../../shaders/wgsl/control.wgsl';
import type { Kernel } from './kernel.ts';

/** `Params` of control.wgsl: field of view, canvas and deltas in voxels; flags are 0 or 1. */
export interface ControlUniforms {
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly shapeZ: number;
  readonly shapeY: number;
  readonly shapeX: number;
  readonly deltaZ: number;
  readonly deltaY: number;
  readonly deltaX: number;
  readonly moveLogit: number;
  /** The lowest float32 that is a move. */
  readonly scoreLogit: number;
  readonly isRestricted: number;
  readonly queueLength: number;
  readonly cells: number;
  readonly ringLength: number;
}

/** The movement policy: queues the moves of a step and takes the next. */
export const CONTROL: Kernel<ControlUniforms> = {
  name: 'control',
  source,
  workgroupSize: [192, 1, 1],
  uniforms: {
    sizeZ: 'u32',
    sizeY: 'u32',
    sizeX: 'u32',
    shapeZ: 'u32',
    shapeY: 'u32',
    shapeX: 'u32',
    deltaZ: 'u32',
    deltaY: 'u32',
    deltaX: 'u32',
    moveLogit: 'f32',
    scoreLogit: 'f32',
    isRestricted: 'u32',
    queueLength: 'u32',
    cells: 'u32',
    ringLength: 'u32',
  },
  inputs: ['logits', 'canvas', 'segmentation', 'restricted'],
  outputs: ['slots', 'queue', 'done', 'ring'],
};
