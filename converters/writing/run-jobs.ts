import { isFloodlightError } from '../../datasets/errors.ts';
import type { Thread } from '../threads/index.ts';
import { stopped } from './run-job.ts';

/** Hands out jobs; see `Schedule`. */
export interface JobQueue<Job> {
  next(worker: number): Job | undefined;
  done(job: Job): void;
}

/** Keeps every thread busy until all is done; the first error stops them all. */
export async function runJobs<Job>(
  threads: readonly Thread<Job>[],
  schedule: JobQueue<Job>,
  { signal, subject }: { readonly signal: AbortSignal | undefined; readonly subject: string },
): Promise<void> {
  const errors: unknown[] = [];
  let running = 0;
  let change = Promise.withResolvers<void>();
  let isStopping = false;
  const stop = () => {
    isStopping = true;
    for (const thread of threads) thread.stop();
  };
  signal?.addEventListener('abort', stop);
  const work = async (thread: Thread<Job>, index: number) => {
    while (!isStopping) {
      const job = schedule.next(index);
      if (!job) {
        if (running === 0) return;
        await change.promise;
        continue;
      }
      running++;
      try {
        await thread.run(job);
        schedule.done(job);
      } catch (error) {
        errors.push(error);
        stop();
      }
      running--;
      change.resolve();
      change = Promise.withResolvers<void>();
    }
  };
  await Promise.all(threads.map(work)).finally(() => signal?.removeEventListener('abort', stop));
  // Those that were stopped because of another one say less.
  const error = errors.find((e) => !isFloodlightError(e, 'aborted')) ?? errors[0];
  if (error !== undefined) throw error;
  if (isStopping) throw stopped(subject);
}

export async function closeThreads<Job>(threads: readonly Thread<Job>[]): Promise<void> {
  await Promise.all(threads.map((thread) => thread.close()));
}
