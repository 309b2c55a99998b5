import {
  AbortedError,
  type FloodlightError,
  TransientError,
  UnsupportedError,
} from '../../datasets/errors.ts';
import { type Answers, decodeError, type Question, type Reply, type Request } from './protocol.ts';

/** How long a worker may take to say that it runs, before the page decodes by itself. */
const START_TIMEOUT_MS = 10_000;

interface Waiting {
  resolve(answer: Answers[keyof Answers]): void;
  reject(error: unknown): void;
}

/** One worker and the questions it still owes an answer to. */
export class WorkerClient {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;

  constructor(worker: Worker) {
    this.worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.settle(data));
    worker.addEventListener('error', () => this.failAll(crashed()));
  }

  /** Questions not answered yet: the pool asks whoever has fewest. */
  get load(): number {
    return this.waiting.size;
  }

  /** @throws what the worker met, or AbortedError when the signal fires first. */
  ask<Kind extends keyof Answers>(
    question: Extract<Question, { kind: Kind }>,
    signal: AbortSignal,
  ): Promise<Answers[Kind]> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          signal.removeEventListener('abort', cancel);
          then(value);
        };
      const cancel = () => {
        this.waiting.delete(id);
        this.send({ id, cancel: true });
        reject(aborted(question.url));
      };
      if (signal.aborted) return reject(aborted(question.url));
      signal.addEventListener('abort', cancel, { once: true });
      this.waiting.set(id, {
        // The worker answers a question with what `Answers` says for its kind.
        resolve: settle((answer) => resolve(answer as Answers[Kind])),
        reject: settle(reject),
      });
      this.send({ id, question });
    });
  }

  dispose(): void {
    this.worker.terminate();
    this.failAll(aborted('chunk worker'));
  }

  private send(request: Request): void {
    this.worker.postMessage(request);
  }

  private settle(reply: Reply): void {
    if (!('id' in reply)) return;
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(decodeError(reply.error));
    else waiting?.resolve(reply.answer);
  }

  private failAll(error: FloodlightError): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/**
 * Starts a worker and waits until it runs.
 * @param url of chunk-worker.js; of another origin, it is started through a module that imports it.
 * @throws UnsupportedError where it cannot start: a content security policy, a missing file, no module workers.
 */
export async function startWorker(url: string): Promise<WorkerClient> {
  const worker = createWorker(url);
  try {
    await firstWord(worker, url);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return new WorkerClient(worker);
}

function createWorker(url: string): Worker {
  const absolute = new URL(url, document.baseURI);
  const options: WorkerOptions = { type: 'module', name: 'floodlight-chunks' };
  if (absolute.origin === location.origin) return new Worker(trusted(absolute.href), options);
  const bootstrap = new Blob([`import ${JSON.stringify(absolute.href)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(bootstrap);
  try {
    return new Worker(trusted(blobUrl), options);
  } finally {
    // The fetch of a blob URL has begun with the constructor; the name is not needed any more.
    setTimeout(() => URL.revokeObjectURL(blobUrl), START_TIMEOUT_MS);
  }
}

/** Trusted Types, where a page enforces them: a policy that the page can name and allow. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('floodlight-worker', { createScriptURL: (text) => text });
  return policy ? policy.createScriptURL(url) : url;
}

function firstWord(worker: Worker, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (got: string) =>
      reject(new UnsupportedError({ subject: url, expected: 'the chunk worker to start', got }));
    const timer = setTimeout(() => fail(`silence for ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    const settle = (then: () => void) => () => {
      clearTimeout(timer);
      then();
    };
    worker.addEventListener('message', settle(resolve), { once: true });
    const onError = (event: Event) => {
      // Handled: decoding on the page's thread is a way on, not a fault to report to the page.
      event.preventDefault();
      settle(() => fail('an error'))();
    };
    worker.addEventListener('error', onError, { once: true });
  });
}

function aborted(subject: string): AbortedError {
  return new AbortedError({ subject, expected: 'the answer to be wanted', got: 'an abort' });
}

function crashed(): TransientError {
  return new TransientError({
    subject: 'chunk worker',
    expected: 'it to go on',
    got: 'a crash',
    cure: 'Reload the page',
  });
}
