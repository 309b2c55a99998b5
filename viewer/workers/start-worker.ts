/** Workers of ours, started from wherever their scripts are. */
import { UnsupportedError } from '../../datasets/errors.ts';

/** How long a worker may take to say that it runs. */
const START_TIMEOUT_MS = 10_000;

/**
 * Starts a worker and waits until it runs.
 * @param url of its script; of another origin, it is started through a module that imports it. @param name for people.
 * @throws UnsupportedError where it cannot start: a content security policy, a missing file, no module workers.
 */
export async function startModuleWorker(url: string, name: string): Promise<Worker> {
  const worker = createWorker(url, name);
  try {
    await firstWord(worker, url, name);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return worker;
}

function createWorker(url: string, name: string): Worker {
  const absolute = new URL(url, document.baseURI);
  const options: WorkerOptions = { type: 'module', name: `floodlight ${name}` };
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

function firstWord(worker: Worker, url: string, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (got: string) =>
      reject(new UnsupportedError({ subject: url, expected: `the ${name} to start`, got }));
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
