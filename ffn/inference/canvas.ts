import { InvalidDataError } from '../../datasets/errors.ts';
import { volumeOf, type Zyx } from '../../datasets/geometry/index.ts';
import type { DeviceLoop, FfnNetwork } from '../backends/index.ts';
import { Counters } from './counters.ts';
import { type Fov, flatIndex, forEachRow } from './field-of-view.ts';
import { createFaceMaxPolicy, type MovementPolicy } from './movement.ts';
import type { CanvasOptions } from './options.ts';
import { type Restrictor, UNRESTRICTED } from './restrictor.ts';

/** Where an object began and what it took. */
export interface OriginInfo {
  /** Its seed, relative to the canvas. */
  readonly startZyx: Zyx;
  /** Evaluations of the network. */
  readonly iters: number;
  readonly walltimeSec: number;
}

/** Voxels an object wanted and an earlier segment had. */
export interface Overlap {
  readonly id: number;
  readonly voxels: number;
}

/** The walk of one object. */
export interface History {
  /** Centres of its evaluations, in order. */
  readonly visited: Zyx[];
  /** For each: voxels that were likely the object's (probability 0.8 and more) and are no longer (below 0.5). */
  readonly deleted: number[];
}

/**
 * The state of one subvolume's segmentation. All volumes are [z, y, x] of `shape`, flat, x fastest. Functions of this
 * folder read and write it: `updateAt`, `segmentAt`, `segmentAll`.
 */
export interface Canvas {
  readonly network: FfnNetwork;
  readonly options: CanvasOptions;
  readonly shape: Zyx;
  /** Half a field of view: how far its centre stays from the faces. */
  readonly margin: Zyx;
  /** float32, normalised. */
  readonly image: Float32Array;
  /** float32 logits of the current object, in fields of view around `minPos` to `maxPos`; NaN where nothing was predicted. */
  readonly seed: Float32Array;
  /** int32: 0 free, -1 a seed that came to nothing, > 0 a segment. Who writes here calls `segmentationChanged`. */
  readonly segmentation: Int32Array;
  /** uint8, quantised probability of the voxels of segments; only where it was asked for. */
  readonly probability: Uint8Array | undefined;
  readonly origins: Map<number, OriginInfo>;
  /** By segment, ascending by the overlapped id. */
  readonly overlaps: Map<number, readonly Overlap[]>;
  readonly movement: MovementPolicy;
  readonly restrictor: Restrictor;
  readonly counters: Counters;
  /** Highest id in use. */
  maxId: number;
  /** Of a canvas that began with segments: what each of its first ids stands for. */
  originalIds: readonly bigint[] | undefined;
  /** What the current object did; only where it was asked for. */
  readonly history: History | undefined;
  /** Extent of the centres visited by the current object, inclusive. */
  minPos: Zyx;
  maxPos: Zyx;
  /** When the network last answered; for the time between evaluations. */
  lastPredictionMs: number | undefined;
  /** The canvas on a device that walks by itself; opened with the first object. */
  loop: DeviceLoop | undefined;
  /** One field of view each, what the network is given. */
  readonly imageCrop: Float32Array;
  readonly seedCrop: Float32Array;
}

export interface CanvasInput {
  readonly network: FfnNetwork;
  /** [z, y, x] float32, normalised. */
  readonly image: Float32Array;
  readonly shape: Zyx;
  readonly options: CanvasOptions;
  /** Default: FaceMaxMovementPolicy with the network's deltas and the options' move threshold. */
  readonly movement?: MovementPolicy;
  readonly restrictor?: Restrictor;
  readonly counters?: Counters;
  readonly keepProbability?: boolean;
  readonly keepHistory?: boolean;
}

/**
 * Holds twelve bytes a voxel besides the image, thirteen with probabilities.
 * @throws InvalidDataError where the image does not have `shape`.
 */
export function createCanvas(input: CanvasInput): Canvas {
  const { network, image, shape, options } = input;
  const voxels = volumeOf(shape);
  if (image.length !== voxels) {
    throw new InvalidDataError({
      subject: 'canvas image',
      expected: `${shape.join(' x ')} = ${voxels} voxels (z, y, x)`,
      got: `${image.length}`,
    });
  }
  const { fovSize, deltas } = network.info;
  return {
    network,
    options,
    shape,
    margin: [fovSize[0] >> 1, fovSize[1] >> 1, fovSize[2] >> 1],
    image,
    seed: new Float32Array(voxels).fill(Number.NaN),
    segmentation: new Int32Array(voxels),
    probability: input.keepProbability ? new Uint8Array(voxels) : undefined,
    origins: new Map(),
    overlaps: new Map(),
    movement: input.movement ?? createFaceMaxPolicy({ fovSize, deltas, scoreLogit: options.moveScoreLogit }),
    restrictor: input.restrictor ?? UNRESTRICTED,
    counters: input.counters ?? new Counters(),
    maxId: 0,
    originalIds: undefined,
    history: input.keepHistory ? { visited: [], deleted: [] } : undefined,
    minPos: [0, 0, 0],
    maxPos: [0, 0, 0],
    lastPredictionMs: undefined,
    loop: undefined,
    imageCrop: new Float32Array(volumeOf(fovSize)),
    seedCrop: new Float32Array(volumeOf(fovSize)),
  };
}

/** Forgets the current object; the new one is the voxel `pos`. */
export function initSeed(canvas: Canvas, pos: Zyx): void {
  // All of a volume would take longer than many an object takes to grow on a GPU.
  const { seed } = canvas;
  const region = visitedRegion(canvas);
  forEachRow(region, (row) => seed.fill(Number.NaN, row, row + region.size[2]));
  canvas.minPos = pos;
  canvas.maxPos = pos;
  canvas.seed[flatIndex(canvas.shape, pos)] = canvas.options.initLogit;
  if (!canvas.history) return;
  canvas.history.visited.length = 0;
  canvas.history.deleted.length = 0;
}

/** `pos` was visited by the current object. */
export function widenExtent(canvas: Canvas, [z, y, x]: Zyx): void {
  const { min, max } = Math;
  const { minPos, maxPos } = canvas;
  canvas.minPos = [min(minPos[0], z), min(minPos[1], y), min(minPos[2], x)];
  canvas.maxPos = [max(maxPos[0], z), max(maxPos[1], y), max(maxPos[2], x)];
}

/** Every field of view of the current object lies in here, and so does its seed. */
export function visitedRegion({ minPos, maxPos, shape, margin }: Canvas): Fov {
  const from = (axis: 0 | 1 | 2): number => Math.max(minPos[axis] - margin[axis], 0);
  const to = (axis: 0 | 1 | 2): number => Math.min(maxPos[axis] + margin[axis] + 1, shape[axis]);
  const extent = (axis: 0 | 1 | 2): number => to(axis) - from(axis);
  return { shape, start: [from(0), from(1), from(2)], size: [extent(0), extent(1), extent(2)] };
}

/**
 * May the field of view be centred at `pos` now? Counts refusals.
 * @param ignoreMoveThreshold for seeds, where nothing has been predicted yet.
 */
export function isValidPos(canvas: Canvas, pos: Zyx, ignoreMoveThreshold = false): boolean {
  const { shape, margin, counters } = canvas;
  const index = flatIndex(shape, pos);
  // NaN is not below the threshold: a voxel without prediction passes.
  if (!ignoreMoveThreshold && canvas.seed[index] < canvas.options.moveLogit) {
    counters.increment('skip_threshold');
    return false;
  }
  if (!fitsInside(pos, margin, shape) || canvas.segmentation[index] > 0) {
    counters.increment('skip_invalid_pos');
    return false;
  }
  return true;
}

/** Is all of a field of view with this margin inside? */
function fitsInside(pos: Zyx, margin: Zyx, shape: Zyx): boolean {
  for (const axis of [0, 1, 2] as const) {
    if (pos[axis] - margin[axis] < 0 || pos[axis] + margin[axis] >= shape[axis]) return false;
  }
  return true;
}
