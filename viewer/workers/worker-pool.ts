import { startWorker, type WorkerClient } from './worker-client.ts';

/** One core stays for the page; more workers than this find no more bandwidth. */
const MAX_WORKERS = 4;

/** A share in workers that all viewers of a page have in common. */
export interface WorkerPool {
  /** None where no worker starts: the page then decodes by itself. */
  readonly clients: Promise<readonly WorkerClient[]>;
  release(): void;
}

interface SharedPool {
  readonly clients: Promise<readonly WorkerClient[]>;
  readonly disposal: AbortController;
  users: number;
}

const pools = new Map<string, SharedPool>();

/** @param url of chunk-worker.js: one pool each. */
export function joinPool(url: string): WorkerPool {
  const pool = pools.get(url) ?? openPool(url);
  pool.users++;
  let isUsed = true;
  return {
    clients: pool.clients,
    release() {
      if (isUsed) pool.users--;
      isUsed = false;
      // An element that is moved leaves the page and is back before this.
      setTimeout(() => endIfUnused(url, pool));
    },
  };
}

function openPool(url: string): SharedPool {
  const disposal = new AbortController();
  const pool = { users: 0, disposal, clients: startPool(url, disposal.signal) };
  pools.set(url, pool);
  return pool;
}

function endIfUnused(url: string, { users, disposal, clients }: SharedPool): void {
  if (users > 0 || disposal.signal.aborted) return;
  pools.delete(url);
  disposal.abort();
  void clients.then((all) => {
    for (const client of all) client.dispose();
  });
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
