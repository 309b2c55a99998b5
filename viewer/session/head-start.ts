import { type LayerSpec, resolveSource } from '../state/index.ts';
import { joinWorkers } from '../workers/index.ts';

/** A page waits no longer than this for its first worker before it makes its context: milliseconds. */
const LONGEST_MS = 250;

/**
 * Starts the workers that a session is about to share, and asks them for what describes its layers: making a context keeps the
 * page busy for long, and no worker starts while it is. Failures are met again, and told, by the session.
 * @param specs gives the layers, asked when a worker runs. @param base what relative sources are relative to.
 */
export async function headStart(
  workerUrl: string | undefined,
  specs: () => readonly LayerSpec[],
  base: string,
): Promise<void> {
  const pool = joinWorkers(workerUrl);
  const timeout = new Promise<undefined>((resolve) => setTimeout(resolve, LONGEST_MS));
  const [worker] = (await Promise.race([pool.clients, timeout])) ?? [];
  try {
    const shown = worker ? specs().filter(({ visible }) => visible !== false) : [];
    for (const { source } of shown) {
      const question = { kind: 'info', url: resolveSource(source, base) } as const;
      worker?.ask(question, new AbortController().signal).catch(() => undefined);
    }
  } catch {
    // A layer that cannot be read is told of when the session reads it.
  }
  // The session has joined by the time that this counts.
  setTimeout(() => pool.release());
}
