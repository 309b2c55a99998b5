import { MissingError } from '../../datasets/errors.ts';
import { createHttpStore, type Store } from '../../datasets/stores/index.ts';
import type { LayerSource } from './source.ts';
import type { WorkerClient } from './worker-client.ts';
import { joinPool, type WorkerPool } from './worker-pool.ts';

/** Stores of files that readers opened, by address: `file:///opened/1`. They are decoded on the page's thread. */
export const localStores = new Map<string, Store>();

/** Gives the store of a dataset's address, or undefined to have it fetched over HTTP. */
export type StoreFactory = (url: string) => Store | undefined;

export interface SourcesOptions {
  /** Data that a page has itself. It is decoded on the page's thread, since a store cannot be sent to a worker. */
  readonly stores?: StoreFactory | undefined;
  /** Where chunk-worker.js is; `none` decodes on the page's thread. Default: beside this script. */
  readonly workerUrl?: string | undefined;
}

/** Opens datasets. */
export interface Sources {
  open(url: string, signal: AbortSignal): Promise<LayerSource>;
  /** Lets go of the workers: whose last user leaves, end, and what they were asked fails as aborted. */
  dispose(): void;
}

/** @param workerUrl as in `SourcesOptions`, but `none`. */
export const joinWorkers = (workerUrl: string | undefined): WorkerPool =>
  joinPool(workerUrl ?? new URL('./chunk-worker.js', import.meta.url).href);

export function createSources({ stores, workerUrl }: SourcesOptions): Sources {
  let pool: WorkerPool | undefined;
  const workers = () => {
    pool ??= joinWorkers(workerUrl);
    return pool.clients;
  };
  // While it starts, the page makes its canvas.
  if (!stores && workerUrl !== 'none') void workers();
  return {
    async open(url, signal) {
      // A page's data are asked for by the URL alone, whatever their format.
      const address = url.replace(/^[a-z0-9]+:\/\/(?=[a-z0-9]+:\/\/)|\|.*$/g, '');
      const opened = /^file:\/\/\/opened\/\d+/.exec(address)?.[0];
      const store = (opened && localStores.get(opened)) || stores?.(address);
      if (store) return openHere(url, () => store);
      if (opened) throw notOpened(address);
      if (url.startsWith('clicked:'))
        return (await import('./segmenter/clicked-source.ts')).openClicked(url, signal, workerUrl);
      const clients = workerUrl === 'none' ? [] : await workers();
      return clients.length > 0 ? openInWorkers(clients, url, signal) : openHere(url, createHttpStore);
    },
    dispose() {
      pool?.release();
    },
  };
}

const notOpened = (subject: string) =>
  new MissingError({
    subject,
    expected: 'a file of this machine',
    got: 'one that this page has not been given',
    cure: 'Open the file or folder again',
  });

/** The decoders are loaded only where no worker has them. */
export async function openHere(url: string, openStore: (root: string) => Store): Promise<LayerSource> {
  const { openAddress } = await import('./open-source.ts');
  return openAddress(url, openStore);
}

async function openInWorkers(
  clients: readonly WorkerClient[],
  url: string,
  signal: AbortSignal,
): Promise<LayerSource> {
  const freest = () => clients.reduce((a, b) => (b.load < a.load ? b : a));
  // Whoever read a segment's manifest has it still.
  const keeper = (segment: bigint) => clients[Number(segment % BigInt(clients.length))] ?? freest();
  const opener = freest();
  const info = await opener.ask({ kind: 'info', url }, signal);
  return {
    info,
    readChunk: (scale, index, chunkSignal) => freest().ask({ kind: 'chunk', url, scale, index }, chunkSignal),
    // Who opened a file that is one mesh has it all.
    readMesh: (segment, meshSignal) =>
      (info.meshBoundsNm ? opener : keeper(segment)).ask({ kind: 'mesh', url, segment }, meshSignal),
    readNames: (namesSignal) => freest().ask({ kind: 'names', url }, namesSignal),
    readSkeleton: (segment, signal) => keeper(segment).ask({ kind: 'skeleton', url, segment }, signal),
    readFragment: (segment, fragment, meshSignal) =>
      keeper(segment).ask({ kind: 'fragment', url, segment, fragment }, meshSignal),
  };
}
