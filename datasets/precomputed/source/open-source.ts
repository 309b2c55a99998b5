import type { ScaledVolume, Source } from '../../source.ts';
import type { Store } from '../../stores/index.ts';
import { type OpenPrecomputedOptions, openPrecomputed } from '../volume.ts';

/** A precomputed volume as a source like others. @throws those of `openPrecomputed`. */
export async function openPrecomputedSource(store: Store, options?: OpenPrecomputedOptions): Promise<Source> {
  const dataset = await openPrecomputed(store, options);
  const { dataType, numChannels, type } = dataset.info;
  const volume: ScaledVolume = {
    dataType,
    numChannels,
    isVoxelSizeKnown: true,
    scales: dataset.scales.map(({ key, resolutionNm, encoding, sharding }, i) => {
      const { bounds, chunkSize } = dataset.grid(i);
      const stored = sharding ? `sharded, ${encoding}` : encoding;
      return { name: key, bounds, chunkSize, voxelSizeNm: resolutionNm, encoding: stored };
    }),
    readChunk: dataset.readChunk,
  };
  return { format: 'precomputed', title: 'precomputed', volume, kind: type, warnings: [] };
}
