/** What every form of a network on a device is made of, and what comes of it. */
import type { ConvStack3DConfig, Weights } from '../model/index.ts';
import type { ConvTile } from './conv-tile.ts';
import type { Dispatch } from './dispatch.ts';
import type { MatrixTile } from './matrix-shape.ts';
import type { PaddedGrid } from './padded-grid.ts';

/** Which kernels, and how they cut up the work. */
export type StackTile = ConvTile | MatrixTile;

export const isMatrixTile = (tile: StackTile): tile is MatrixTile => 'tiles' in tile;

export interface StackInput<T extends StackTile = StackTile> {
  readonly config: ConvStack3DConfig;
  /** That fit `config`. */
  readonly weights: Weights;
  /** Fields of view evaluated at once. */
  readonly slots: number;
  readonly tile: T;
  /** [..., z, y, x] float32. */
  readonly image: GPUBuffer;
  /** [..., z, y, x] logits by their bits. */
  readonly canvas: GPUBuffer;
  /** Voxels from plane to plane and from row to row of image and canvas. */
  readonly strides: readonly [z: number, y: number];
  readonly padLogit: number;
  readonly moveLogit: number;
}

export interface Stack {
  readonly grid: PaddedGrid;
  /** `SLOT_WORDS` words a slot. */
  readonly slots: GPUBuffer;
  /** [slot, z, y, x] float32: what the network answered. */
  readonly logits: GPUBuffer;
  readonly dispatches: readonly Dispatch[];
}

/** One workgroup of 64 threads for 64 voxels, for each slot. */
export const voxelWorkgroups = ({ voxels, slots }: PaddedGrid): [number, number, number] => [
  Math.ceil(voxels / 64),
  slots,
  1,
];

export const sizesOf = ({ size: [sizeZ, sizeY, sizeX] }: PaddedGrid) => ({ sizeZ, sizeY, sizeX });
