/** Kernels of networks on matrix units. */
import convTemplate from '../../shaders/wgsl/conv-matrix.wgsl';
import gatherTemplate from '../../shaders/wgsl/gather-matrix.wgsl';
import headSource from '../../shaders/wgsl/head-matrix.wgsl';
import type { Kernel } from './kernel.ts';
import { type MatrixTile, SUBGROUP_SIZE } from './matrix-shape.ts';
import { expandTemplate } from './template.ts';

/** `Params` of conv-matrix.wgsl. */
export interface ConvMatrixUniforms {
  readonly positions: number;
  readonly slotPositions: number;
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly gridLength: number;
  readonly unscale: number;
  readonly keepsTrunk: number;
  readonly addResidual: number;
}

const flagsOf = ({ isSplit, isEmulated }: MatrixTile) => ({
  SPLIT: Number(isSplit),
  EMULATED: Number(isEmulated === true),
});

/** @param inBlocks channels that it reads, in sixteens. @param outBlocks those that it writes. */
export function convMatrix(
  tile: MatrixTile,
  inBlocks: number,
  outBlocks: number,
): Kernel<ConvMatrixUniforms> {
  const { tiles, subgroups } = tile;
  const values = { K: inBlocks, N: outBlocks, T: tiles, SUBGROUPS: subgroups, ...flagsOf(tile) };
  return {
    name: 'conv-matrix',
    source: expandTemplate(convTemplate, values),
    workgroupSize: [SUBGROUP_SIZE * subgroups, 1, 1],
    uniforms: {
      positions: 'u32',
      slotPositions: 'u32',
      sizeZ: 'u32',
      sizeY: 'u32',
      sizeX: 'u32',
      gridLength: 'u32',
      unscale: 'f32',
      keepsTrunk: 'u32',
      addResidual: 'u32',
    },
    inputs: ['slots', 'input', 'weights', 'biases'],
    outputs: ['output', 'trunk'],
  };
}

/** `Params` of gather-matrix.wgsl: those of the plain gather, and positions of one part. */
export interface GatherMatrixUniforms {
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly strideZ: number;
  readonly strideY: number;
  readonly gridLength: number;
  readonly padLogit: number;
}

export const gatherMatrix = (tile: MatrixTile): Kernel<GatherMatrixUniforms> => ({
  name: 'gather-matrix',
  source: expandTemplate(gatherTemplate, flagsOf(tile)),
  workgroupSize: [64, 1, 1],
  uniforms: {
    sizeZ: 'u32',
    sizeY: 'u32',
    sizeX: 'u32',
    strideZ: 'u32',
    strideY: 'u32',
    gridLength: 'u32',
    padLogit: 'f32',
  },
  inputs: ['slots', 'image', 'canvas'],
  outputs: ['output', 'seeds'],
});

/** `Params` of head-matrix.wgsl. */
export interface HeadMatrixUniforms {
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  /** Of the trunk. */
  readonly channels: number;
  readonly moveLogit: number;
}

export const HEAD_MATRIX: Kernel<HeadMatrixUniforms> = {
  name: 'head-matrix',
  source: headSource,
  workgroupSize: [64, 1, 1],
  uniforms: { sizeZ: 'u32', sizeY: 'u32', sizeX: 'u32', channels: 'u32', moveLogit: 'f32' },
  inputs: ['trunk', 'seeds', 'weights'],
  outputs: ['slots', 'logits'],
};
