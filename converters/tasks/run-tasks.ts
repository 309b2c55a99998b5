import { AbortedError } from '../../datasets/errors.ts';
import type { Thread } from '../threads/index.ts';

export interface RunTasksOptions<Task> {
  readonly signal?: AbortSignal;
  /** Called after a task, whatever the order. */
  readonly onDone?: (task: Task) => void;
  /** For messages. */
  readonly subject: string;
}

/**
 * Keeps every thread busy until all tasks are done; tasks are begun in their order. The first error stops them all.
 * @throws that error; AbortedError where the signal asks to stop.
 */
export async function runTasks<Task>(
  threads: readonly Thread<Task>[],
  tasks: readonly Task[],
  { signal, onDone, subject }: RunTasksOptions<Task>,
): Promise<void> {
  const errors: unknown[] = [];
  let next = 0;
  const stop = () => {
    next = tasks.length;
    for (const thread of threads) thread.stop();
  };
  if (signal?.aborted) throw stoppedBy(subject);
  signal?.addEventListener('abort', stop);
  const work = async (thread: Thread<Task>) => {
    while (next < tasks.length) {
      const task = tasks[next++];
      try {
        await thread.run(task);
        onDone?.(task);
      } catch (error) {
        errors.push(error);
        stop();
      }
    }
  };
  await Promise.all(threads.map(work));
  signal?.removeEventListener('abort', stop);
  if (signal?.aborted) throw stoppedBy(subject);
  if (errors.length > 0) throw errors[0];
}

const stoppedBy = (subject: string): AbortedError =>
  new AbortedError({
    subject,
    expected: 'to run to its end',
    got: 'a request to stop',
    cure: 'Run the same command again to go on from here',
  });
