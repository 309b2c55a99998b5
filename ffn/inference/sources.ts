import { UnsupportedError } from '../../datasets/errors.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { Counters } from './counters.ts';
import type { Message } from './requests/index.ts';

/** A volume as a request names it: `hdf5: "file:dataset"` or a `tensorstore` specification. */
export type DecoratedVolume = Message<'DecoratedVolume'>;

/** Opens what a request names besides its image: inference itself knows neither files nor URLs. */
export interface RequestSources {
  /** Masks, the shift field, an initial segmentation. Channels are the first axis of a 4D array. */
  openVolume(volume: DecoratedVolume): Promise<Volume>;
  /** Another segmentation's directory. */
  openDirectory(path: string): Promise<Store>;
  /** A small file, such as the reference histogram. @throws MissingError where it is not there. */
  readFile(path: string): Promise<Uint8Array>;
}

/** For requests that name nothing. */
export const NO_SOURCES: RequestSources = {
  openVolume: async (volume) => refuse(volume.hdf5 || volume.tensorstore || 'a volume without a path'),
  openDirectory: async (path) => refuse(path),
  readFile: async (path) => refuse(path),
};

function refuse(subject: string): never {
  throw new UnsupportedError({
    subject,
    expected: 'a way to open what the request names',
    got: 'none',
    cure: 'Give `sources` to segment()',
  });
}

/** Opens each volume once, however many masks name it, and counts the time (`volstore-open`). */
export function withVolumeCache(sources: RequestSources, counters: Counters): RequestSources {
  const opened = new Map<string, Promise<Volume>>();
  return {
    ...sources,
    openVolume(volume) {
      const key = JSON.stringify([volume.volinfo, volume.hdf5, volume.tensorstore, volume.decoratorSpecs]);
      const known = opened.get(key);
      if (known) return known;
      const stop = counters.time('volstore-open');
      const opening = sources.openVolume(volume).finally(stop);
      opened.set(key, opening);
      return opening;
    },
  };
}
