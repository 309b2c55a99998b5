import { UsageError } from '../../datasets/errors.ts';
import { formatBytes } from '../jobs/index.ts';
import { siteFolder } from '../serving/index.ts';
import { writePage } from '../single-page/index.ts';
import { parseInteger, parseNumber, type VerbContext } from './verb.ts';

export interface HtmlFlags {
  readonly html?: string;
  readonly scale: string;
  readonly maxSize: string;
  readonly force?: boolean;
}

/** `publish DIR --html FILE`: a view and its data as one page. */
export async function publishHtml(
  { dir, dest }: { readonly dir: string; readonly dest: string | undefined },
  { html: output = '', scale, maxSize, force = false }: HtmlFlags,
  { reporter, signal }: VerbContext,
): Promise<void> {
  if (dest !== undefined)
    throw new UsageError({ subject: 'publish', expected: 'DIR alone beside --html FILE', got: dest });
  const report = await writePage({
    ...{ folder: dir, output, site: siteFolder(), force, signal },
    scale: parseInteger('--scale', scale, [0, 64]),
    maxBytes: 1e6 * parseNumber('--max-size', maxSize, [1, 500]),
    onProgress: (done) => reporter.progress({ label: 'publish', done, unit: 'files' }),
  });
  const text = `${output}: ${formatBytes(report.bytes)}, ${report.files} files of data in it; a browser opens it from the disk`;
  reporter.result(text, { output, ...report });
}
