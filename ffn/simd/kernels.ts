import { instantiateKernels, type KernelMemory } from '../../datasets/assembler/index.ts';
import { UnsupportedError } from '../../datasets/errors.ts';
import { convKernel, TILE_CHANNELS, TILE_VOXELS } from './conv-kernel.ts';
import { filterGradientKernel } from './filter-gradient-kernel.ts';

/** Channels before and after a convolution, both as the kernels want them (`paddedChannels`). */
export interface ConvChannels {
  readonly inChannels: number;
  readonly outChannels: number;
}

type Numbers = (...numbers: number[]) => void;

/** Kernels of one pair of channels; see `convKernel` and `filterGradientKernel`. */
export interface ConvKernels {
  /** Tiles of `TILE_VOXELS`. */
  readonly conv: Numbers;
  /** Tiles of one voxel. */
  readonly convOne: Numbers;
  readonly filterGradient: Numbers;
}

export interface KernelSet extends KernelMemory {
  of(channels: ConvChannels): ConvKernels;
}

/**
 * Channels with zeros added until kernels take them: whole tiles of outputs. What is added has weights of zero, and stays zero.
 * @param isInput of the network: read only, four are enough.
 */
export function paddedChannels(channels: number, isInput = false): number {
  const unit = isInput ? TILE_CHANNELS / 2 : TILE_CHANNELS;
  return Math.ceil(channels / unit) * unit;
}

/**
 * Compiles kernels for pairs of channels, with a memory of their own.
 * @throws UnsupportedError where there is no WebAssembly with vectors, or a page's policy forbids it.
 */
export function createKernelSet(pairs: readonly ConvChannels[]): KernelSet {
  const distinct = new Map(pairs.map((pair) => [keyOf(pair), pair]));
  const codes = [...distinct].flatMap(([key, pair]) => [
    convKernel(`conv${key}`, { ...pair, voxels: TILE_VOXELS }),
    convKernel(`one${key}`, { ...pair, voxels: 1 }),
    filterGradientKernel(`filter${key}`, pair),
  ]);
  const instance = instantiateKernels<KernelMemory & Record<string, Numbers>>(codes);
  if (!instance) {
    throw new UnsupportedError({
      subject: 'convolutions on the CPU',
      expected: 'WebAssembly with 128-bit vectors',
      got: 'none, or a policy that forbids it',
      cure: "Use Node 20 or a browser of 2023 or later, and 'wasm-unsafe-eval' in the page's policy",
    });
  }
  return {
    memory: instance.memory,
    of: (pair) => {
      const key = keyOf(pair);
      return {
        conv: instance[`conv${key}`]!,
        convOne: instance[`one${key}`]!,
        filterGradient: instance[`filter${key}`]!,
      };
    },
  };
}

const keyOf = ({ inChannels, outChannels }: ConvChannels): string => `${inChannels}to${outChannels}`;
