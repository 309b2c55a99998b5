import { type DownsampleSummary, downsampleDataset } from '../jobs/index.ts';
import type { VerbContext } from './verb.ts';

/**
 * Coarser scales of a dataset that was just converted, until one chunk is left: what `--pyramid` and `--all` do. A run that
 * was stopped in it finds the conversion done.
 */
export async function addScales(
  folder: string,
  options: { readonly parallel?: number; readonly memoryBytes?: number; readonly gzipLevel?: number },
  { signal, reporter }: VerbContext,
): Promise<DownsampleSummary> {
  return downsampleDataset(folder, {
    ...options,
    signal,
    command: process.argv.slice(2),
    onProgress: (done, total) => reporter.progress({ label: 'downsample', done, total, unit: 'chunks' }),
    onMessage: (text) => reporter.message(text),
  });
}
