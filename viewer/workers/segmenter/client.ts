/** The page's end of a worker that grows objects. One for each volume, shared by whoever shows or grows them. */
import { AbortedError, type FloodlightError, TransientError } from '../../../datasets/errors.ts';
import { decodeError } from '../protocol.ts';
import { startModuleWorker } from '../start-worker.ts';
import type { SegmenterCalls, SegmenterEvent, SegmenterReply, SegmenterRequest } from './protocol.ts';

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

export class SegmenterClient {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Set<(event: SegmenterEvent) => void>();
  private nextId = 0;
  private ended: FloodlightError | undefined;

  constructor(worker: Worker) {
    this.worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<SegmenterReply>) => this.receive(data));
    worker.addEventListener('error', (event) => this.end(crashed(event.message)));
  }

  /** @throws what the worker met, AbortedError where it was ended meanwhile. */
  call<Name extends keyof SegmenterCalls>(
    name: Name,
    ...args: Parameters<SegmenterCalls[Name]>
  ): ReturnType<SegmenterCalls[Name]> {
    const id = this.nextId++;
    const answer = new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      this.waiting.set(id, { resolve, reject });
      const request: SegmenterRequest = { id, name, args };
      this.worker.postMessage(request, movable(args));
    });
    // The worker answers a call with what `SegmenterCalls` says for its name.
    return answer as ReturnType<SegmenterCalls[Name]>;
  }

  /** @returns how to stop. */
  subscribe(listener: (event: SegmenterEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispose(): void {
    this.worker.terminate();
    this.end(new AbortedError({ subject: 'segmenter', expected: 'to be wanted', got: 'an end' }));
  }

  private receive(reply: SegmenterReply): void {
    if ('event' in reply) for (const listener of [...this.listeners]) listener(reply.event);
    if (!('id' in reply)) return;
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(decodeError(reply.error));
    else waiting?.resolve(reply.answer);
  }

  private end(error: FloodlightError): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** Voxels and models are large: they are moved. */
function movable(args: readonly unknown[]): ArrayBuffer[] {
  const views = args.flatMap((arg) => {
    const data = (arg as { block?: { data?: unknown } } | undefined)?.block?.data ?? arg;
    return ArrayBuffer.isView(data) ? [data.buffer as ArrayBuffer] : [];
  });
  return [...new Set(views)];
}

const crashed = (message: string): TransientError =>
  new TransientError({
    subject: 'segmenter worker',
    expected: 'it to go on',
    got: message ? `a crash: ${message}` : 'a crash',
    cure: 'Reload the page: objects that were complete are kept',
  });

interface Shared {
  readonly client: Promise<SegmenterClient>;
  users: number;
}

const shared = new Map<string, Shared>();

/** A share in a volume's worker. */
export interface JoinedClient {
  /** @throws UnsupportedError where no worker starts. */
  readonly client: Promise<SegmenterClient>;
  /** The last to leave ends the worker. */
  release(): void;
}

/** @param key of the volume. @param url of segmenter-worker.js. */
export function joinClient(key: string, url: string): JoinedClient {
  const entry = shared.get(key) ?? { client: start(url), users: 0 };
  shared.set(key, entry);
  entry.users++;
  let isUsed = true;
  return {
    client: entry.client,
    release() {
      if (!isUsed) return;
      isUsed = false;
      entry.users--;
      // An element that is moved leaves the page and is back before this.
      setTimeout(() => {
        if (entry.users > 0) return;
        if (shared.get(key) === entry) shared.delete(key);
        void entry.client.then(
          (client) => client.dispose(),
          () => undefined,
        );
      });
    },
  };
}

const start = async (url: string): Promise<SegmenterClient> =>
  new SegmenterClient(await startModuleWorker(url, 'segmenter worker'));
