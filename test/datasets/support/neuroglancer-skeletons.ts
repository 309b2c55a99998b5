/** Neuroglancer's own reader of precomputed skeletons, sharded or not, as published on npm. */
import { PrecomputedSkeletonSource } from 'neuroglancer/unstable/datasource/precomputed/backend.js';
import { Uint64 } from 'neuroglancer/unstable/util/uint64.js';
import type { Skeleton } from '../../../datasets/precomputed/skeletons/index.ts';
import type { Store } from '../../../datasets/stores/index.ts';
import { chunkManager, NOT_CANCELLED, ORIGIN, rpc, shardingOf, withStore } from './neuroglancer-volume.ts';

/** What Neuroglancer's enumeration calls float32. */
const FLOAT32 = 7;

/** Skeletons of some ids as Neuroglancer reads them, with one attribute, a float32. @param folder in the store. */
export async function readSkeletonsByNeuroglancer(
  store: Store,
  folder: string,
  ids: readonly bigint[],
): Promise<Skeleton[]> {
  const info = JSON.parse(new TextDecoder().decode(await store.get(`${folder}/info`))) as {
    readonly sharding?: Record<string, unknown>;
  };
  const vertexAttributes = new Map([['radius', { dataType: FLOAT32, numComponents: 1 }]]);
  const metadata = { sharding: shardingOf(info.sharding), vertexAttributes };
  const parameters = { url: ORIGIN + folder, metadata };
  const source = new PrecomputedSkeletonSource(rpc, { parameters, chunkManager: 0, id: 1 });
  // Neuroglancer's sources get it from their remote end.
  Object.assign(source, { chunkManager });
  return withStore(store, async () => {
    const skeletons: Skeleton[] = [];
    for (const id of ids) {
      const objectId = new Uint64(Number(id & 0xffffffffn), Number(id >> 32n));
      const chunk = { source, objectId } as unknown as Decoded;
      await source.download(chunk, NOT_CANCELLED);
      const [radius] = chunk.vertexAttributes;
      const radii = new Float32Array(radius!.slice().buffer);
      skeletons.push({ positions: chunk.vertexPositions, edges: chunk.indices, attributes: [radii] });
    }
    return skeletons;
  });
}

interface Decoded {
  readonly vertexPositions: Float32Array;
  readonly indices: Uint32Array;
  readonly vertexAttributes: readonly Uint8Array[];
}
