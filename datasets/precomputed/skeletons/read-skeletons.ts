import { gunzip, looksGzipped } from '../../codecs/index.ts';
import type { Store } from '../../stores/index.ts';
import { createShardedReader } from '../sharding/index.ts';
import { transformPositions } from '../transform.ts';
import { decodeSkeleton, type SkeletonInfo } from './skeleton.ts';

/** Lines through a cell, in nanometres. */
export interface PlacedSkeleton {
  /** x, y, z of each vertex. */
  readonly positions: Float64Array;
  /** Two vertex numbers an edge. */
  readonly edges: Uint32Array;
}

/** @returns undefined where the segment has no skeleton. */
export type ReadSkeleton = (id: bigint, signal?: AbortSignal) => Promise<PlacedSkeleton | undefined>;

/** One of a whole brain's longest cells has some ten million vertices. */
const MAX_SKELETON_BYTES = 2 ** 29;

/** @param folder of the skeletons in the store. Source of the layout: formats.md 3.3. */
export function createSkeletonReader(store: Store, folder: string, info: SkeletonInfo): ReadSkeleton {
  const sharded = info.sharding && createShardedReader(store, folder, info.sharding);
  return async (id, signal) => {
    const subject = `${store.name}/${folder}/${id}`;
    const stored = sharded
      ? await sharded.get(id, { maxBytes: MAX_SKELETON_BYTES, signal })
      : await store.get(`${folder}/${id}`, { signal });
    if (!stored) return undefined;
    // The first word is the number of vertices: no gzip member begins with one that fits its length.
    const bytes = looksGzipped(stored) ? await gunzip(stored, MAX_SKELETON_BYTES, subject) : stored;
    const { positions, edges } = decodeSkeleton(bytes, info.attributes, subject);
    const placed = Float64Array.from(positions);
    return { positions: info.transform ? transformPositions(placed, info.transform) : placed, edges };
  };
}
