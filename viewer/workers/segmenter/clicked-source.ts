/** Objects that were grown in this browser, as a layer: `clicked:KEY`. They change while they are shown. */
import { MissingError } from '../../../datasets/errors.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import type { LayerSource } from '../source.ts';
import { joinClient } from './client.ts';
import { LABEL_CHUNK } from './protocol.ts';
import { segmenterWorkerUrl } from './worker-url.ts';

export const CLICKED_SCHEME = 'clicked:';

/**
 * @param url `clicked:KEY`. @param signal ends the share in the volume's worker, too.
 * @throws InvalidDataError where this browser has no such objects.
 */
export async function openClicked(
  url: string,
  signal: AbortSignal,
  chunkWorkerUrl?: string,
): Promise<LayerSource> {
  const key = decodeURIComponent(url.slice(CLICKED_SCHEME.length));
  const joined = joinClient(key, segmenterWorkerUrl(chunkWorkerUrl));
  signal.addEventListener('abort', joined.release, { once: true });
  try {
    const client = await joined.client;
    const { place } = await client.call('open', key, undefined);
    const chunkSize = xyz(LABEL_CHUNK, LABEL_CHUNK, LABEL_CHUNK);
    const none = (what: string, segment: bigint) =>
      new MissingError({ subject: url, expected: `${what} of ${segment}`, got: 'none' });
    return {
      info: {
        dataType: 'uint64',
        numChannels: 1,
        hasMeshes: true,
        scales: [{ bounds: place.bounds, voxelSizeNm: place.voxelSizeNm, chunkSize }],
      },
      readChunk: (_scale, index: Xyz) => client.call('chunk', index),
      readMesh: (segment) => client.call('mesh', segment),
      readFragment: (segment) => Promise.reject(none('fragments', segment)),
      readSkeleton: (segment) => Promise.reject(none('a skeleton', segment)),
      readNames: async () => new Map(),
      watch(changed) {
        const stop = client.subscribe((event) => {
          if (event.kind === 'changed') changed(event.keys);
        });
        signal.addEventListener('abort', stop, { once: true });
      },
    };
  } catch (error) {
    joined.release();
    throw error;
  }
}
