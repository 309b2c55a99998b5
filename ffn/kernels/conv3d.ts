import source from '../../shaders/wgsl/conv3d.wgsl';
import type { Conv3dArguments, Conv3dShape } from '../reference/index.ts';
import type { Kernel } from './kernel.ts';
import { runKernel } from './pipeline.ts';

/** `Params` of conv3d.wgsl. Flags are 0 or 1. */
export interface Conv3dUniforms {
  readonly batch: number;
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: number;
  readonly reluBefore: number;
  readonly reluAfter: number;
  readonly addResidual: number;
  readonly isTurned: number;
}

/** The general convolution: any size, any number of channels. */
export const CONV3D: Kernel<Conv3dUniforms> = {
  name: 'conv3d',
  source,
  workgroupSize: [8, 4, 2],
  uniforms: {
    batch: 'u32',
    sizeZ: 'u32',
    sizeY: 'u32',
    sizeX: 'u32',
    inChannels: 'u32',
    outChannels: 'u32',
    kernelSize: 'u32',
    reluBefore: 'u32',
    reluAfter: 'u32',
    addResidual: 'u32',
    isTurned: 'u32',
  },
  inputs: ['input', 'weights', 'biases', 'residual'],
  outputs: ['output'],
};

/** Output channels that one workgroup makes; OUT_BLOCK of the text. */
const OUT_BLOCK = 8;

/** @returns what to dispatch: x along x, y along y and z together, z along output channels and batch together. */
export function conv3dWorkgroups({ batch, z, y, x, outChannels }: Conv3dShape): [number, number, number] {
  const [tileX, tileY, tileZ] = CONV3D.workgroupSize;
  const tiles = (size: number, tile: number) => Math.ceil(size / tile);
  return [tiles(x, tileX), tiles(y, tileY) * tiles(z, tileZ), tiles(outChannels, OUT_BLOCK) * batch];
}

/** Runs the kernel once; arguments, result and meaning are those of `conv3d` in ffn/reference. */
export function runConv3d(device: GPUDevice, args: Conv3dArguments): Promise<Float32Array> {
  const { shape, input, weights, biases, reluBefore, reluAfter, residual } = args;
  const { batch, z, y, x, inChannels, outChannels, kernelSize } = shape;
  return runKernel(device, CONV3D, {
    uniforms: {
      batch,
      sizeZ: z,
      sizeY: y,
      sizeX: x,
      inChannels,
      outChannels,
      kernelSize,
      reluBefore: Number(reluBefore ?? false),
      reluAfter: Number(reluAfter ?? false),
      addResidual: Number(residual !== undefined),
      isTurned: 0,
    },
    // A binding needs a buffer even where the kernel does not read it.
    inputs: [input, weights, biases, residual ?? biases],
    outputLength: batch * z * y * x * outChannels,
    workgroups: conv3dWorkgroups(shape),
  });
}
