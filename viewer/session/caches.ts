import type { ChunkTexture, GpuMesh, GpuSkeleton, Stage } from '../render/index.ts';
import {
  type ChunkData,
  chunkBytes,
  meshBytes,
  type SegmentMesh,
  type SkeletonGeometry,
} from '../state/index.ts';
import { type Absence, ResourceCache } from './resource-cache.ts';

/** Everything that a session loads. */
export interface Caches {
  readonly chunks: ResourceCache<ChunkData, ChunkTexture>;
  readonly meshes: ResourceCache<SegmentMesh, GpuMesh>;
  readonly skeletons: ResourceCache<SkeletonGeometry, GpuSkeleton>;
}

/** Panels of a kind, drawn together. */
export type Part = 'slices' | 'scene';
export const PARTS: readonly Part[] = ['slices', 'scene'];

export interface CacheEvents {
  /** A part may show more. */
  arrived(part: Part): void;
  failed(key: string, error: unknown): void;
}

/** Browsers open six connections a host with HTTP/1, and share one with HTTP/2. */
const MAX_REQUESTS = 12;

/** Fragments of a mesh are small, and a worker reads those that lie together as one. */
const MAX_FRAGMENTS = 96;

/** Memory, and memory of the GPU, chunks and meshes each. */
const MAX_CACHE_BYTES = 512 * 2 ** 20;
const MAX_GPU_BYTES = 384 * 2 ** 20;

export function createCaches(stage: Stage, { arrived, failed }: CacheEvents): Caches {
  const common = {
    maxRequests: MAX_REQUESTS,
    maxBytes: MAX_CACHE_BYTES,
    maxGpuBytes: MAX_GPU_BYTES,
    failed,
  };
  return {
    chunks: new ResourceCache({
      ...common,
      changed: () => arrived('slices'),
      bytesOf: chunkBytes,
      // Where an image has no chunk, the panel shows it; labels have background there.
      tellsMissing: false,
      release: (texture) => stage.releaseChunk(texture),
    }),
    meshes: new ResourceCache({
      ...common,
      maxRequests: MAX_FRAGMENTS,
      changed: () => arrived('scene'),
      bytesOf: meshBytes,
      tellsMissing: true,
      release: (mesh) => stage.releaseMesh(mesh),
    }),
    skeletons: new ResourceCache({
      ...common,
      changed: () => {
        for (const part of PARTS) arrived(part);
      },
      bytesOf: ({ ends }) => ends.byteLength,
      // Small objects have none, as a rule.
      tellsMissing: false,
      release: (skeleton) => stage.releaseSkeleton(skeleton),
    }),
  };
}

/** How much of all is on its way, was not there, or failed. */
export function countsOf(
  caches: readonly { readonly counts: Readonly<Record<Absence, number>> }[],
): Readonly<Record<Absence, number>> {
  const sum = (kind: Absence) => caches.reduce((total, { counts }) => total + counts[kind], 0);
  return { loading: sum('loading'), missing: sum('missing'), failed: sum('failed') };
}
