import { AbortedError, type FloodlightError, TransientError } from '../../datasets/errors.ts';
import { type Answers, decodeError, type Question, type Reply, type Request } from './protocol.ts';
import { startModuleWorker } from './start-worker.ts';

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

/** @throws UnsupportedError where it cannot start: a content security policy, a missing file, no module workers. */
export async function startWorker(url: string): Promise<WorkerClient> {
  return new WorkerClient(await startModuleWorker(url, 'chunk worker'));
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
