import template from '../../../shaders/wgsl/filter-gradient.wgsl';
import type { Kernel } from '../kernel.ts';
import type { PaddedGrid } from '../padded-grid.ts';
import { expandTemplate } from '../template.ts';

/** `Params` of filter-gradient.wgsl. */
export interface FilterGradientUniforms {
  readonly positions: number;
  readonly chunkPositions: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly quadLength: number;
  readonly outQuads: number;
  /** 0 rectifies, `LOWEST` does not. */
  readonly floor: number;
}

/** Consecutive positions of a thread. */
const POSITIONS = 4;
const MOST_THREADS = 64;
const TAPS = 27;
/** Rounds of a workgroup that are worth its start; more chunks than the most are only more to add up. */
const ROUNDS = 16;
const MOST_CHUNKS = 16;

/**
 * Threads of a workgroup: as many as a GPU likes, and few where the CPU computes, which pays for each thread that waits for others
 * (measured on SwiftShader: 0.4 s a layer with 64).
 */
export const filterThreads = (isSoftware: boolean): number => (isSoftware ? 4 : 64);

/** The gradients of a 3x3x3 convolution's weights and biases, in parts. @param threads 4 to 64. */
export const filterGradient = (threads: number): Kernel<FilterGradientUniforms> => ({
  name: 'filter-gradient',
  source: expandTemplate(template, { P: POSITIONS, THREADS: threads }),
  workgroupSize: [threads, 1, 1],
  uniforms: {
    positions: 'u32',
    chunkPositions: 'u32',
    sizeY: 'u32',
    sizeX: 'u32',
    quadLength: 'u32',
    outQuads: 'u32',
    floor: 'f32',
  },
  inputs: ['source', 'gradient'],
  outputs: ['parts'],
});

/** How the sum over the positions of a grid is cut: the same for any number of threads. */
export function filterChunks({ positions }: PaddedGrid): { chunks: number; chunkPositions: number } {
  const round = MOST_THREADS * POSITIONS;
  const most = Math.min(MOST_CHUNKS, Math.max(1, Math.floor(positions / (round * ROUNDS))));
  const chunkPositions = Math.ceil(positions / most / round) * round;
  return { chunks: Math.ceil(positions / chunkPositions), chunkPositions };
}

/** vec4f that the gradients of a layer's weights, then of its biases, take. */
export const filterQuads = (
  inQuads: number,
  outQuads: number,
): readonly [weights: number, biases: number] => [inQuads * outQuads * TAPS * 4, outQuads];

/** Of one layer. */
export interface LayerGradient {
  /** [kz, ky, kx, in, out]. */
  readonly weights: Float32Array;
  /** [out]. */
  readonly biases: Float32Array;
}

/** @param sums as the kernel writes them: [in quad][out quad][kz, ky][kx][in channel of 4][4], then [out quad][4]. */
export function unpackFilterGradient(
  sums: Float32Array,
  inChannels: number,
  outChannels: number,
): LayerGradient {
  const outQuads = Math.ceil(outChannels / 4);
  const weights = new Float32Array(TAPS * inChannels * outChannels);
  let to = 0;
  for (let tap = 0; tap < TAPS; tap++)
    for (let i = 0; i < inChannels; i++)
      for (let o = 0; o < outChannels; o++) {
        const pair = (i >> 2) * outQuads + (o >> 2);
        weights[to++] = sums[((pair * TAPS + tap) * 4 + (i & 3)) * 4 + (o & 3)];
      }
  const [weightQuads] = filterQuads(Math.ceil(inChannels / 4), outQuads);
  return { weights, biases: sums.slice(4 * weightQuads, 4 * weightQuads + outChannels) };
}
