/** Between arrays of the host and the layouts of kernels: padded grids, channels in fours. */
import type { PaddedGrid } from '../../kernels/index.ts';
import type { Weights } from '../../model/index.ts';
import type { Example } from '../../training/index.ts';

export const quadsOf = (channels: number): number => Math.ceil(channels / 4);

/** Filled up with zeros to whole quads. */
export function inQuads(values: Float32Array): Float32Array {
  const padded = new Float32Array(4 * quadsOf(values.length));
  padded.set(values);
  return padded;
}

/** Weights of the convolution that passes the gradient back: taps in reverse, input and output exchanged. */
export function turnWeights(weights: Float32Array, inChannels: number, outChannels: number): Float32Array {
  const turned = new Float32Array(weights.length);
  const taps = weights.length / (inChannels * outChannels);
  let to = 0;
  for (let tap = taps - 1; tap >= 0; tap--)
    for (let o = 0; o < outChannels; o++)
      for (let i = 0; i < inChannels; i++) turned[to++] = weights[(tap * inChannels + i) * outChannels + o]!;
  return turned;
}

/** Image and seed as the first two channels of the first quad. @returns [position][4]. */
export function interleaveExamples(grid: PaddedGrid, batch: readonly Example[]): Float32Array {
  const [nz, ny, nx] = grid.size;
  const row = nx + 1;
  const plane = row * (ny + 1);
  const out = new Float32Array(4 * grid.quadLength);
  for (const [slot, { image, seed }] of batch.entries())
    for (let z = 0, from = 0; z < nz; z++)
      for (let y = 0; y < ny; y++) {
        let at = 4 * (slot * grid.slotPositions + (z + 1) * plane + (y + 1) * row + 1);
        for (let x = 0; x < nx; x++, from++, at += 4) {
          out[at] = image[from]!;
          out[at + 1] = seed[from]!;
        }
      }
  return out;
}

/** Labels of all examples, [slot][voxel]; slots without an example are zero. */
export function joinLabels(grid: PaddedGrid, batch: readonly Example[]): Float32Array {
  const out = new Float32Array(grid.slots * grid.voxels);
  for (const [slot, { labels }] of batch.entries()) out.set(labels, slot * grid.voxels);
  return out;
}

/** The share of each voxel in the mean over the batch, [slot][voxel]: none in slots without an example. */
export function joinMasks(grid: PaddedGrid, batch: readonly Example[]): Float32Array {
  const out = new Float32Array(grid.slots * grid.voxels);
  const share = 1 / (grid.voxels * batch.length);
  for (const [slot, { weights }] of batch.entries())
    for (let i = 0; i < grid.voxels; i++) out[slot * grid.voxels + i] = share * (weights?.[i] ?? 1);
  return out;
}

/** Of a tensor that the network has. */
export const dataOf = (weights: Weights, name: string): Float32Array => weights.get(name)!.data;
