import template from '../../shaders/wgsl/conv-tile.wgsl';
import type { ConvLayer } from '../model/index.ts';
import type { Kernel } from './kernel.ts';
import { expandTemplate } from './template.ts';

/** `Params` of conv-tile.wgsl. */
export interface ConvTileUniforms {
  readonly positions: number;
  readonly slotPositions: number;
  readonly sizeZ: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly quadLength: number;
  readonly inQuads: number;
  /** 0 rectifies, `LOWEST` does not. */
  readonly floorBefore: number;
  readonly floorAfter: number;
  readonly addResidual: number;
}

/** The lowest float32: a floor that rectifies nothing. */
export const LOWEST = -(2 - 2 ** -23) * 2 ** 127;

/** How the work is cut up. Results differ by rounding at most; speed differs by device. */
export interface ConvTile {
  /** Consecutive positions of a thread. */
  readonly positions: number;
  /** Output channels of a thread, in fours; must divide those of the layer. */
  readonly outQuads: number;
  readonly threads: number;
  /** Weights and activations in float16, which changes results; sums stay float32. Needs the feature `shader-f16`. */
  readonly isHalf?: boolean;
}

/**
 * The kernel of a network's 3x3x3 layers.
 * @param inHalf what it reads is float16. @param outHalf what it writes. Default both: as the tile says.
 */
export function convTile(
  tile: ConvTile,
  { inHalf = tile.isHalf === true, outHalf = tile.isHalf === true } = {},
): Kernel<ConvTileUniforms> {
  const values = {
    P: tile.positions,
    O: tile.outQuads,
    THREADS: tile.threads,
    IN_HALF: Number(inHalf),
    OUT_HALF: Number(outHalf),
  };
  return {
    name: 'conv-tile',
    source: expandTemplate(template, values),
    workgroupSize: [tile.threads, 1, 1],
    uniforms: {
      positions: 'u32',
      slotPositions: 'u32',
      sizeZ: 'u32',
      sizeY: 'u32',
      sizeX: 'u32',
      quadLength: 'u32',
      inQuads: 'u32',
      floorBefore: 'f32',
      floorAfter: 'f32',
      addResidual: 'u32',
    },
    inputs: ['slots', 'input', 'weights', 'biases'],
    outputs: ['output'],
  };
}

/** Uniforms of a layer: what they say of rectifying and of the residual. */
export function layerUniforms(layer: ConvLayer) {
  return {
    inQuads: Math.ceil(layer.inChannels / 4),
    floorBefore: layer.reluBefore ? 0 : LOWEST,
    floorAfter: layer.reluAfter ? 0 : LOWEST,
    addResidual: Number(layer.endsModule),
  };
}

/**
 * Weights in the order in which a thread reads them.
 * @param weights [kz, ky, kx, in, out].
 * @returns [output group][in quad][kz, ky][kx][in channel of 4][output quad of the group][4], zeros where channels end.
 */
export function packTileWeights(
  weights: Float32Array,
  [inChannels, outChannels]: readonly [number, number],
  outQuads: number,
): Float32Array {
  const inQuads = Math.ceil(inChannels / 4);
  const groups = Math.ceil(outChannels / 4 / outQuads);
  const packed = new Float32Array(groups * inQuads * 27 * 4 * outQuads * 4);
  const run = 4 * outQuads;
  let from = 0;
  for (let tap = 0; tap < 27; tap++) {
    for (let i = 0; i < inChannels; i++) {
      // Channels of a group lie side by side in both.
      for (let group = 0, o = 0; group < groups; group++) {
        const to = (((group * inQuads + (i >> 2)) * 27 + tap) * 4 + (i & 3)) * run;
        const end = Math.min(outChannels, o + run);
        for (let at = to; o < end; o++, at++, from++) packed[at] = weights[from];
      }
    }
  }
  return packed;
}
