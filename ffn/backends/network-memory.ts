/** Bytes of the storage buffers of a network on a device. */
import { toZyx } from '../../datasets/geometry/index.ts';
import {
  isMatrixTile,
  MATRIX_EDGE,
  type MatrixTile,
  matrixLengths,
  type PaddedGrid,
  paddedGrid,
  RING_LENGTH,
  SLOT_WORDS,
  type StackTile,
} from '../kernels/index.ts';
import { type ConvStack3DConfig, listLayers } from '../model/index.ts';

export type Named = Readonly<Record<string, number>>;

/** @param slots fields of view at once. */
export function networkMemory(config: ConvStack3DConfig, slots: number, tile: StackTile): Named {
  const grid = paddedGrid(toZyx(config.fovSize), slots);
  return {
    ...(isMatrixTile(tile)
      ? matrixMemory(config, grid, tile)
      : plainMemory(config, grid, tile.isHalf === true)),
    'network output': 4 * slots * grid.voxels,
    ring: 8 * slots * RING_LENGTH,
    slots: 4 * slots * SLOT_WORDS,
  };
}

function matrixMemory(config: ConvStack3DConfig, grid: PaddedGrid, tile: MatrixTile): Named {
  const layers = listLayers(config);
  const features = layers[0].outChannels;
  const { inputWords, activationWords, trunkWords } = matrixLengths(grid, features, tile);
  const convolutions = layers.slice(0, -1);
  const values = convolutions.reduce(
    (total, { inChannels }) => total + 27 * Math.max(inChannels, MATRIX_EDGE) * features,
    0,
  );
  const biases = convolutions.length * features;
  const bytesOfOne = (tile.isSplit ? 2 : 1) * (tile.isEmulated ? 4 : 2);
  return {
    'network input': 4 * inputWords,
    seeds: 4 * grid.slots * grid.voxels,
    trunk: 4 * trunkWords,
    'rectified trunk': 4 * activationWords,
    middle: 4 * activationWords,
    weights: bytesOfOne * values + 4 * (biases + features + 4),
  };
}

function plainMemory(config: ConvStack3DConfig, grid: PaddedGrid, isHalf: boolean): Named {
  const layers = listLayers(config);
  const head = layers[layers.length - 1];
  const quadsOf = (channels: number) => Math.ceil(channels / 4);
  const convolutions = layers.slice(0, -1);
  const quads = Math.max(...convolutions.map(({ outChannels }) => quadsOf(outChannels)));
  const quadBytes = isHalf ? 8 : 16;
  // What reads the network's own input, and the last layer, stay float32; so do biases.
  const weights = convolutions.map(
    ({ inChannels, outChannels }, i) =>
      quadsOf(outChannels) * ((i === 0 ? 16 : quadBytes) * 27 * 4 * quadsOf(inChannels) + 16),
  );
  return {
    'network input': 16 * grid.quadLength,
    trunk: quadBytes * quads * grid.quadLength,
    middle: quadBytes * quads * grid.quadLength,
    weights: weights.reduce((total, bytes) => total + bytes, 16 * (quadsOf(head.inChannels) + 1)),
  };
}
