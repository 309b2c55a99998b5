import { InvalidDataError } from '../../datasets/errors.ts';
import type { Check, Subject } from './check.ts';
import { CHECKS } from './checks.ts';
import { createProbe, type Probe } from './probe.ts';

export interface CheckResult extends Pick<Check, 'id' | 'asks' | 'trips' | 'level'> {
  /** What the server did instead; absent where it did what is asked. */
  readonly found?: string;
}

export interface ServerReport {
  /** The object that was asked for. */
  readonly url: string;
  readonly results: readonly CheckResult[];
  readonly faults: number;
  readonly warnings: number;
}

/** Too little to ask for parts of it. */
const MIN_BYTES = 16;

/**
 * Asks a host of data everything that readers rely on. Nothing is written, about forty requests are made one after the other.
 * @param url of a dataset's folder, whose `info` is asked for, or of any file of at most 16 MB.
 * @throws InvalidDataError where there is nothing to ask for; TransientError where no answer comes.
 */
export async function checkServer(url: string, signal?: AbortSignal): Promise<ServerReport> {
  const probe = createProbe(url, signal);
  const { path, whole } = await findObject(probe, url);
  const part = await probe(path, { Range: 'bytes=2-5' });
  const missing = await createProbe(
    new URL('.', `${url.replace(/\/*$/, path === '' ? '' : '/')}`).href,
    signal,
  )('no-such-object-of-check-server/0-1_0-1_0-1');
  const subject: Subject = { probe, path, whole, part, missing };
  const results: CheckResult[] = [];
  for (const { run, id, asks, trips, level } of CHECKS) {
    results.push({ id, asks, trips, level, found: await run(subject) });
  }
  const count = (wanted: Check['level']) =>
    results.filter(({ level, found }) => found !== undefined && level === wanted).length;
  return {
    url: path === '' ? url : `${url.replace(/\/+$/, '')}/${path}`,
    results,
    faults: count('fault'),
    warnings: count('warning'),
  };
}

async function findObject(probe: Probe, url: string): Promise<Pick<Subject, 'path' | 'whole'>> {
  const tried: string[] = [];
  // A server that answers every path with a page has an `info`, too: only JSON counts.
  for (const path of ['info', '']) {
    const whole = await probe(path);
    const isJson = path === '' || /^\s*[{[]/.test(new TextDecoder().decode(whole.body.subarray(0, 64)));
    if (whole.status === 200 && whole.body.length >= MIN_BYTES && isJson) return { path, whole };
    tried.push(
      `${path === '' ? 'the address itself' : path}: status ${whole.status}, ${whole.body.length} bytes`,
    );
  }
  throw new InvalidDataError({
    subject: url,
    expected: `a dataset with an info, or a file of at least ${MIN_BYTES} bytes`,
    got: tried.join('; '),
    cure: 'Give the address of a folder with an info file, or of a file',
  });
}
