import { AbortedError, isFloodlightError, TooLargeError } from '../../datasets/errors.ts';
import { isOutOfMemory, type Thread } from '../threads/index.ts';

export interface RunTasksOptions<Task> {
  readonly signal?: AbortSignal;
  /** Called after a task, whatever the order. */
  readonly onDone?: (task: Task) => void;
  readonly onMessage?: (text: string) => void;
  /** For messages. */
  readonly subject: string;
}

/**
 * Keeps every thread busy until all tasks are done; tasks are begun in their order. Those for which memory did not suffice
 * are set aside while the rest goes on, and done again at the end, one after the other by one thread. Any other error stops
 * them all.
 * @throws that error; TooLargeError where memory does not suffice for a task alone, when all others are done; AbortedError
 * where the signal asks to stop.
 */
export async function runTasks<Task>(
  threads: readonly Thread<Task>[],
  tasks: readonly Task[],
  options: RunTasksOptions<Task>,
): Promise<void> {
  const large = await runAll(threads, tasks, options);
  if (large.length === 0) return;
  if (threads.length === 1 || tasks.length === 1) throw tooLarge(options.subject, large[0]);
  const what = large.length === 1 ? 'one task' : `${large.length} tasks`;
  options.onMessage?.(`memory did not suffice for ${what} beside others: again, one at a time`);
  const alone = large.map(({ task }) => task);
  const [first] = await runAll(threads.slice(0, 1), alone, options);
  if (first) throw tooLarge(options.subject, first);
}

/** A task for which memory did not suffice. */
interface LargeTask<Task> {
  readonly task: Task;
  readonly error: unknown;
}

async function runAll<Task>(
  threads: readonly Thread<Task>[],
  tasks: readonly Task[],
  { signal, onDone, subject }: RunTasksOptions<Task>,
): Promise<LargeTask<Task>[]> {
  const errors: unknown[] = [];
  const large: LargeTask<Task>[] = [];
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
        if (isOutOfMemory(error)) large.push({ task, error });
        else {
          errors.push(error);
          stop();
        }
      }
    }
  };
  await Promise.all(threads.map(work));
  signal?.removeEventListener('abort', stop);
  if (signal?.aborted) throw stoppedBy(subject);
  if (errors.length > 0) throw errors[0];
  return large;
}

function tooLarge(subject: string, { error }: LargeTask<unknown>): unknown {
  if (isFloodlightError(error)) return error;
  return new TooLargeError({
    subject,
    expected: 'memory for a task of its own',
    got: error instanceof Error ? error.message : String(error),
    cure: 'Take a coarser scale, a smaller --block or a machine with more memory; what is done stays',
  });
}

const stoppedBy = (subject: string): AbortedError =>
  new AbortedError({
    subject,
    expected: 'to run to its end',
    got: 'a request to stop',
    cure: 'Run the same command again to go on from here',
  });
