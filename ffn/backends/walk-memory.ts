/** What a walk on a device holds in buffers, and whether the device can have them. */
import { TooLargeError } from '../../datasets/errors.ts';
import { volumeOf, type Zyx } from '../../datasets/geometry/index.ts';
import { planWalk, type StackTile } from '../kernels/index.ts';
import type { ConvStack3DConfig } from '../model/index.ts';
import type { LoopInput } from './device-loop.ts';
import { type Named, networkMemory } from './network-memory.ts';
import { DEFAULT_TILE } from './precision.ts';

/** Of `GPUSupportedLimits`, in bytes. */
export interface BufferLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

/** Bytes of storage buffers. */
export interface WalkMemory {
  /** Those that grow with the canvas. */
  readonly canvas: Named;
  /** Those of the network; weights of all layers together. */
  readonly network: Named;
  readonly totalBytes: number;
}

export type WalkShape = Pick<LoopInput, 'shape' | 'deltas' | 'restricted'> & {
  /** Objects at once; default one. */
  readonly slots?: number;
  /** Default: the usual one in float32. */
  readonly tile?: StackTile;
};

/** More would find no seeds that are far enough from each other. */
const MOST_LANES = 64;

/** A canvas takes twelve bytes a voxel, an eighth where there is a restrictor, and 28 for each cell of the grid of deltas. */
export function walkMemory(
  config: ConvStack3DConfig,
  { shape, deltas, restricted, slots = 1, tile = DEFAULT_TILE }: WalkShape,
): WalkMemory {
  const { voxels, cells, queueLength } = planWalk(shape, deltas);
  const canvas = {
    image: 4 * voxels,
    logits: 4 * slots * voxels,
    segmentation: 4 * voxels,
    restrictions: restricted ? 4 * Math.ceil(voxels / 32) : 4,
    moves: 4 * slots * queueLength,
    'done cells': 4 * slots * cells,
  };
  const network = networkMemory(config, slots, tile);
  const sum = (buffers: Named) => Object.values(buffers).reduce((total, bytes) => total + bytes, 0);
  return { canvas, network, totalBytes: sum(canvas) + sum(network) };
}

/**
 * Refuses a canvas before anything is allocated: what WebGPU would refuse later, without saying what to do.
 * @throws TooLargeError naming the buffer, what it needs, what there is, and the subvolume that fits.
 */
export function assertWalkFits(config: ConvStack3DConfig, walk: WalkShape, limits: BufferLimits): void {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const { canvas, network, totalBytes } = walkMemory(config, walk);
  const [name, bytes] = largestOf({ ...canvas, ...network });
  if (bytes <= most) return;
  const edge = largestEdge(config, walk, most);
  throw new TooLargeError({
    subject: nameOf(walk.shape),
    expected: `buffers of at most ${megabytes(most)}, which is what this GPU offers`,
    got: `${megabytes(bytes)} for the ${name}, ${megabytes(totalBytes)} in all`,
    cure:
      edge > 0
        ? `Take a smaller --subvolume: ${edge},${edge},${edge} fits`
        : 'The network itself is too large for it: take --device cpu',
  });
}

/** @returns how many objects at once the buffers can be large enough for; 0 where not even one. */
export function lanesThatFit(config: ConvStack3DConfig, walk: WalkShape, limits: BufferLimits): number {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const fits = (slots: number): boolean => {
    const { canvas, network } = walkMemory(config, { ...walk, slots });
    return largestOf({ ...canvas, ...network })[1] <= most;
  };
  let slots = 0;
  while (slots < MOST_LANES && fits(slots + 1)) slots++;
  return slots;
}

/** A device that is out of memory does not say how much it has. @returns errors of other kinds as they are. */
export function explainOutOfMemory(error: unknown, { totalBytes }: WalkMemory, shape: Zyx): unknown {
  if (!(error instanceof TooLargeError)) return error;
  const edge = roundDown(Math.cbrt(volumeOf(shape) / 2));
  return new TooLargeError({
    subject: nameOf(shape),
    expected: `${megabytes(totalBytes)} of free GPU memory`,
    got: `less (${error.message})`,
    cure: `Free the GPU, or take a smaller --subvolume: ${edge},${edge},${edge} needs half of it`,
    cause: error,
  });
}

function largestOf(buffers: Named): readonly [name: string, bytes: number] {
  return Object.entries(buffers).reduce((a, b) => (b[1] > a[1] ? b : a));
}

/** Of a cube that has room for the field of view; 0 where there is none. */
function largestEdge(config: ConvStack3DConfig, walk: WalkShape, most: number): number {
  const fits = (edge: number): boolean => {
    const { canvas, network } = walkMemory(config, { ...walk, shape: [edge, edge, edge] });
    return largestOf({ ...canvas, ...network })[1] <= most;
  };
  let edge = roundDown(Math.cbrt(most / 4));
  while (edge > 0 && !fits(edge)) edge = roundDown(edge - 1);
  return edge >= Math.max(...config.fovSize) ? edge : 0;
}

/** To tens, so that it can be remembered. */
function roundDown(edge: number): number {
  return edge < 20 ? Math.floor(edge) : Math.floor(edge / 10) * 10;
}

const nameOf = (shape: Zyx): string => `canvas of ${[...shape].reverse().join(' x ')} voxels on WebGPU`;

const megabytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.ceil(bytes / 1e6)} MB`;
