import source from '../../../shaders/wgsl/filter-gradient-plain.wgsl';
import type { Conv3dShape } from '../../reference/index.ts';
import type { Kernel } from '../kernel.ts';

/** `Params` of filter-gradient-plain.wgsl. */
export interface PlainFilterGradientUniforms {
  readonly batch: number;
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: number;
}

/** The gradient of a convolution's weights, of arrays without padding, channels last. */
export const PLAIN_FILTER_GRADIENT: Kernel<PlainFilterGradientUniforms> = {
  name: 'filter-gradient-plain',
  source,
  workgroupSize: [64, 1, 1],
  uniforms: {
    batch: 'u32',
    sizeZ: 'u32',
    sizeY: 'u32',
    sizeX: 'u32',
    inChannels: 'u32',
    outChannels: 'u32',
    kernelSize: 'u32',
  },
  inputs: ['source', 'gradient'],
  outputs: ['sums'],
};

/** @returns what to dispatch: x input channels in fours, y output channels in fours, z taps. */
export const plainFilterWorkgroups = ({
  inChannels,
  outChannels,
  kernelSize,
}: Conv3dShape): [number, number, number] => [
  Math.ceil(inChannels / 4),
  Math.ceil(outChannels / 4),
  kernelSize ** 3,
];
