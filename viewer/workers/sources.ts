import { createHttpStore, type Store } from '../../datasets/stores/index.ts';
import type { LayerSource } from './source.ts';
import { startWorker, type WorkerClient } from './worker-client.ts';

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
  /** Ends the workers; what is still asked fails as aborted. */
  dispose(): void;
}

/** One core stays for the page; more workers than this find no more bandwidth. */
const MAX_WORKERS = 4;

export function createSources({ stores, workerUrl }: SourcesOptions): Sources {
  let pool: Promise<readonly WorkerClient[]> | undefined;
  const disposal = new AbortController();
  const workers = () => {
    pool ??= startPool(workerUrl ?? new URL('./chunk-worker.js', import.meta.url).href, disposal.signal);
    return pool;
  };
  // While it starts, the page makes its canvas.
  if (!stores && workerUrl !== 'none') void workers();
  return {
    async open(url, signal) {
      const store = stores?.(url);
      if (store) return openHere(store);
      const clients = workerUrl === 'none' ? [] : await workers();
      return clients.length > 0 ? openInWorkers(clients, url, signal) : openHere(createHttpStore(url));
    },
    dispose() {
      disposal.abort();
      void pool?.then(endAll);
    },
  };
}

/** The decoders are loaded only where no worker has them. */
async function openHere(store: Store): Promise<LayerSource> {
  const { openSource } = await import('./open-source.ts');
  return openSource(store);
}

/**
 * Starts one worker and waits for it; the others join when they run.
 * @returns no worker at all where the first does not start: the page then decodes by itself.
 */
async function startPool(url: string, disposal: AbortSignal): Promise<readonly WorkerClient[]> {
  const clients: WorkerClient[] = [];
  const join = (client: WorkerClient) => {
    if (disposal.aborted) client.dispose();
    else clients.push(client);
  };
  try {
    join(await startWorker(url));
  } catch (error) {
    if (!disposal.aborted) tellOnce(error);
    return clients;
  }
  const count = Math.min(Math.max(navigator.hardwareConcurrency - 1, 1), MAX_WORKERS);
  // One that does not start although the first did leaves the pool smaller, nothing else.
  for (let i = 1; i < count; i++) startWorker(url).then(join, () => undefined);
  return clients;
}

let isTold = false;

/** A page works without workers, only slower: its author is told, once for all viewers, its readers are not. */
function tellOnce(error: unknown): void {
  if (isTold) return;
  isTold = true;
  // biome-ignore lint/suspicious/noConsole: the page's author has no other place to read it
  console.warn(
    `floodlight-viewer decodes on the page's thread, which is slower. ${(error as Error).message}. Allow the worker in worker-src, or name a copy on this page's own origin as worker-url; worker-url="none" says that it is meant.`,
  );
}

function endAll(clients: readonly WorkerClient[]): void {
  for (const client of clients) client.dispose();
}

async function openInWorkers(
  clients: readonly WorkerClient[],
  url: string,
  signal: AbortSignal,
): Promise<LayerSource> {
  const freest = () => clients.reduce((a, b) => (b.load < a.load ? b : a));
  // Whoever read a segment's manifest has it still.
  const keeper = (segment: bigint) => clients[Number(segment % BigInt(clients.length))] ?? freest();
  return {
    info: await freest().ask({ kind: 'info', url }, signal),
    readChunk: (scale, index, chunkSignal) => freest().ask({ kind: 'chunk', url, scale, index }, chunkSignal),
    readMesh: (segment, meshSignal) => keeper(segment).ask({ kind: 'mesh', url, segment }, meshSignal),
    readNames: (namesSignal) => freest().ask({ kind: 'names', url }, namesSignal),
    readSkeleton: (segment, signal) => keeper(segment).ask({ kind: 'skeleton', url, segment }, signal),
    readFragment: (segment, fragment, meshSignal) =>
      keeper(segment).ask({ kind: 'fragment', url, segment, fragment }, meshSignal),
  };
}
