import { registerCodec } from '../../datasets/codecs/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { createMeshReader } from './mesh-reader.ts';
import { readChunk } from './read-chunk.ts';
import { createSegmentSkeletons } from './skeleton-reader.ts';
import type { LayerSource } from './source.ts';

/** The browser itself decodes it; the code is loaded with the first chunk that needs it. */
registerCodec('jpeg', async () => (await import('./jpeg.ts')).jpegCodec);

/**
 * Opens what an address of `resolveSource` names, on whatever thread this runs. The readers of all formats but precomputed
 * are loaded by the first source that needs them.
 * @param openStore of a URL.
 */
export async function openAddress(address: string, openStore: (root: string) => Store): Promise<LayerSource> {
  if (!/\||:\/\/.*:\/\//.test(address)) return openSource(openStore(address));
  const { openOther } = await import('./open-other.ts');
  return openOther(address, openStore, openSource);
}

/** Opens a precomputed volume. */
export async function openSource(store: Store): Promise<LayerSource> {
  const volume = await openPrecomputed(store, { missing: 'fail' });
  const { dataType, numChannels, mesh, skeletons, segmentProperties } = volume.info;
  const scales = volume.scales.map(({ resolutionNm }, index) => {
    const { bounds, chunkSize } = volume.grid(index);
    return { bounds, chunkSize, voxelSizeNm: resolutionNm };
  });
  return {
    info: {
      dataType,
      numChannels,
      scales,
      hasMeshes: mesh !== undefined,
      hasSkeletons: skeletons !== undefined,
      hasNames: segmentProperties !== undefined,
    },
    readChunk: (scale, index, signal) => readChunk(volume, scale, index, signal),
    ...createMeshReader(store, mesh),
    async readNames(signal) {
      const { readSegmentNames } = await import('./segment-names.ts');
      return segmentProperties === undefined ? new Map() : readSegmentNames(store, segmentProperties, signal);
    },
    readSkeleton: createSegmentSkeletons(store, skeletons),
  };
}
