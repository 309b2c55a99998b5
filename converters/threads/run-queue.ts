import { AbortedError, isFloodlightError } from '../../datasets/errors.ts';
import type { Thread } from './worker-thread.ts';

export interface QueueOptions<Job> {
  /** What messages call the work. */
  readonly subject: string;
  readonly signal?: AbortSignal;
  /** Called after each job. */
  readonly onDone?: (job: Job) => void;
}

/**
 * Carries out jobs that need nothing of each other: each thread takes the next one as soon as it is free; the first error
 * stops them all. The threads stay open.
 * @throws AbortedError where it was stopped; else the error of a job.
 */
export async function runQueue<Job>(
  threads: readonly Thread<Job>[],
  jobs: readonly Job[],
  { subject, signal, onDone }: QueueOptions<Job>,
): Promise<void> {
  const errors: unknown[] = [];
  const left = jobs.values();
  let isStopping = false;
  const stop = () => {
    isStopping = true;
    for (const thread of threads) thread.stop();
  };
  if (signal?.aborted) throw stoppedRun(subject);
  signal?.addEventListener('abort', stop);
  const work = async (thread: Thread<Job>) => {
    for (const job of left) {
      if (isStopping) return;
      try {
        await thread.run(job);
        onDone?.(job);
      } catch (error) {
        errors.push(error);
        stop();
      }
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  // Those that were stopped because of another one say less.
  const error = errors.find((e) => !isFloodlightError(e, 'aborted')) ?? errors[0];
  if (error !== undefined) throw error;
  if (isStopping) throw stoppedRun(subject);
}

/** Of a run that Ctrl-C ended, and that the same command continues. */
export const stoppedRun = (subject: string): AbortedError =>
  new AbortedError({
    subject,
    expected: 'to run to its end',
    got: 'a request to stop',
    cure: 'Run the same command again to go on from here',
  });
