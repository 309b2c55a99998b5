import type { Zyx } from '../../../datasets/geometry/index.ts';
import type { OriginInfo } from '../canvas.ts';
import type { Restrictor } from '../restrictor.ts';

/** What a seed policy may look at. */
export interface SeedContext {
  /** [z, y, x] float32, normalised. */
  readonly image: Float32Array;
  readonly shape: Zyx;
  /** [z, y, x]; voxels of segments are > 0. */
  readonly segmentation: Int32Array;
  /** Half the field of view: seeds keep this far from the faces. */
  readonly margin: Zyx;
  /** Any unit; only ratios matter. */
  readonly voxelSize: Zyx;
  readonly restrictor: Restrictor;
  /** Origins of earlier segmentations of this subvolume, by the directory that a policy's arguments give. */
  readonly earlierOrigins?: ReadonlyMap<string, ReadonlyMap<number, OriginInfo>>;
}

/** Keyword arguments of a policy, from the request's JSON. Policies ignore the ones they do not know. */
export type SeedPolicyArgs = Readonly<Record<string, unknown>>;

/** @returns [n, 3] voxels (z, y, x) in the order they are to be tried, margins not yet looked at. */
export type SeedCoordinates = (context: SeedContext, args: SeedPolicyArgs) => Int32Array;

/** Seeds one after the other, and a place in them that can be stored. */
export interface SeedPolicy {
  /** @returns undefined when all seeds were tried. */
  next(): Zyx | undefined;
  /** @param previous an object is in flight: its seed is to come again. */
  getState(previous?: boolean): SeedPolicyState;
  setState(state: SeedPolicyState): void;
}

export interface SeedPolicyState {
  /** [n, 3] zyx; null before the first seed was asked for. */
  readonly coords: Int32Array | null;
  readonly index: number;
  /** Which of several policies in a row the list belongs to; absent where there is one. */
  readonly stage?: number;
}

/** A policy that computes its list when the first seed is asked for. @param compute gives [n, 3] zyx. */
export function createSeedList(compute: () => Int32Array): SeedPolicy {
  let coords: Int32Array | null = null;
  let index = 0;
  return {
    next() {
      coords ??= compute();
      if (3 * index >= coords.length) return undefined;
      const at = 3 * index++;
      return [coords[at], coords[at + 1], coords[at + 2]];
    },
    getState: (previous = false) => ({ coords, index: previous ? Math.max(index - 1, 0) : index }),
    setState(state) {
      coords = state.coords;
      index = state.index;
    },
  };
}

/** @returns the seeds around which a whole field of view fits. */
export function dropNearFaces(coords: Int32Array, shape: Zyx, margin: Zyx): Int32Array {
  return coords.filter((_, i) => {
    const row = i - (i % 3);
    return ([0, 1, 2] as const).every((axis) => {
      const at = coords[row + axis];
      return at - margin[axis] >= 0 && at + margin[axis] < shape[axis];
    });
  });
}
