import { join } from 'node:path';
import { findDataset } from '../../datasets/catalog/index.ts';
import { UsageError } from '../../datasets/errors.ts';
import { fetchDataset, licenceText, planFetch } from '../fetching/index.ts';
import { formatBytes } from '../jobs/index.ts';
import type { VerbContext } from './verb.ts';

/** Samples that a demo can download, and their names in the catalogue. */
const SAMPLES: Readonly<Record<string, string>> = { fib25: 'fib25-sample' };

/**
 * Downloads a sample where it is not there yet, with its licence; files are checked by their SHA-256.
 * @returns its folder. @throws UsageError naming the samples there are; those of `fetchDataset`.
 */
export async function fetchSample(
  sample: string,
  out: string,
  { reporter, signal }: VerbContext,
): Promise<string> {
  const name = SAMPLES[sample];
  if (name === undefined)
    throw new UsageError({
      subject: 'demo',
      expected: `one of the samples ${Object.keys(SAMPLES).join(', ')}`,
      got: sample,
      cure: 'A folder of your own is given with --data DIR',
    });
  const entry = findDataset(name);
  const plans = await planFetch(entry, { parts: [], scale: '0', whole: true }, signal);
  reporter.message(licenceText(entry));
  const folder = join(out, name);
  await fetchDataset(entry, folder, {
    plans,
    signal,
    onProgress: ({ part, done, total, unit, bytes }) =>
      reporter.progress({ label: part, done, total, unit, note: formatBytes(bytes) }),
  });
  return folder;
}
