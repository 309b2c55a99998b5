import { isMainThread, parentPort, type Transferable, Worker, workerData } from 'node:worker_threads';
import { FloodlightError } from '../../datasets/errors.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import { fromWire, toWire, type WireError } from './wire-error.ts';

/** Carries out jobs of one kind, one at a time. */
export interface Thread<Job> {
  run(job: Job, transfer?: readonly ArrayBuffer[]): Promise<void>;
  /** Asks the running job to end early; it fails with AbortedError. */
  stop(): void;
  /** Ends the thread after it has let go of what it holds open. */
  close(): Promise<void>;
}

interface ToWorker<Job> {
  readonly job?: Job;
  readonly stop?: true;
  readonly close?: true;
}

interface FromWorker {
  readonly note?: unknown;
  readonly done?: true;
  readonly error?: WireError;
}

/**
 * Starts a worker thread whose file calls `serveJobs`. One that ends because its heap is full fails its job; the next job
 * begins with a thread that is new.
 * @param data what its `open` gets; must survive a structured clone.
 * @param onNote called with what a job tells on its way.
 */
export function startThread<Job>(url: URL, data: unknown, onNote: (note: unknown) => void): Thread<Job> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const begin = () => startLife<Job>(new Worker(url, { workerData: { data, flag } }), onNote);
  let life = begin();
  return {
    run(job, transfer) {
      if (isOutOfMemory(life.death())) life = begin();
      return life.run(job, transfer);
    },
    stop() {
      Atomics.store(flag, 0, 1);
      life.stop();
    },
    close: () => life.close(),
  };
}

/** A thread until it ends. */
interface Life<Job> extends Thread<Job> {
  /** What it ended of, if it has. */
  death(): unknown;
}

function startLife<Job>(worker: Worker, onNote: (note: unknown) => void): Life<Job> {
  let running: PromiseWithResolvers<void> | undefined;
  let death: unknown;
  const settle = (error?: unknown) => {
    const job = running;
    running = undefined;
    if (error === undefined) job?.resolve();
    else job?.reject(error);
  };
  worker.on('message', ({ note, done, error }: FromWorker) => {
    if (note !== undefined) onNote(note);
    if (error) settle(fromWire(error));
    else if (done) settle();
  });
  const die = (error: unknown) => {
    death ??= error;
    settle(death);
  };
  worker.on('error', die);
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      die(
        new FloodlightError('transient', { subject: 'a thread', expected: 'to live', got: `exit ${code}` }),
      );
      resolve();
    });
  });
  const post = (message: ToWorker<Job>, transfer: readonly Transferable[] = []) =>
    worker.postMessage(message, transfer);
  return {
    run(job, transfer) {
      if (death !== undefined) return Promise.reject(death);
      running = Promise.withResolvers<void>();
      post({ job }, transfer);
      return running.promise;
    },
    death: () => death,
    stop: () => post({ stop: true }),
    async close() {
      post({ close: true });
      await exited;
    },
  };
}

/** What jobs of a thread are given. */
export interface ThreadIo {
  /** Aborted by `stop`, for what waits. */
  readonly signal: AbortSignal;
  /** The same for loops, which leave no turn to messages. */
  isStopped(): boolean;
  note(value: unknown): void;
}

export interface Service<Job> {
  run(job: Job): Promise<void>;
  close(): Promise<void>;
}

/** The other end of `startThread`. @param open called once, before the first job. */
export function serveJobs<Job, Data>(open: (data: Data, io: ThreadIo) => Promise<Service<Job>>): void {
  const port = parentPort;
  if (isMainThread || !port) return;
  const { data, flag } = workerData as { data: Data; flag: Int32Array };
  const controller = new AbortController();
  const tell = (message: FromWorker) => port.postMessage(message);
  const service = open(data, {
    signal: controller.signal,
    isStopped: () => Atomics.load(flag, 0) !== 0,
    note: (note) => tell({ note }),
  });
  // Reported with the first job.
  service.catch(() => undefined);
  const carryOut = async (job: Job) => {
    try {
      await (await service).run(job);
      tell({ done: true });
    } catch (error) {
      tell({ error: toWire(error) });
    }
  };
  const close = async () => {
    await service.then((opened) => opened.close()).catch(() => undefined);
    port.close();
  };
  port.on('message', ({ job, stop, close: isLast }: ToWorker<Job>) => {
    if (stop) controller.abort();
    if (job) void carryOut(job);
    if (isLast) void close();
  });
}
