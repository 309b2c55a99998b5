import { join } from 'node:path';
import type { FilesPart } from '../../datasets/catalog/index.ts';
import { type DownloadOptions, downloadFile } from '../../datasets/stores/index.node.ts';
import { parseBucketUrl } from '../../datasets/stores/index.ts';
import { type FetchContext, forEachAtOnce, type PartReport } from './work.ts';

export interface FetchFilesOptions extends FetchContext {
  /** How single files are downloaded. */
  readonly download?: Pick<DownloadOptions, 'retry' | 'stallTimeoutMs'>;
}

/** Downloads the files of a part into a folder. @throws those of `downloadFile`. */
export async function fetchFiles(
  part: FilesPart,
  folder: string,
  { signal, onProgress, download }: FetchFilesOptions,
): Promise<PartReport> {
  const counts = { objects: 0, present: 0, bytes: 0 };
  const tell = () =>
    onProgress?.({
      ...{ part: part.name, done: counts.objects, total: part.files.length, unit: 'files' },
      bytes: counts.bytes,
    });
  await forEachAtOnce(part.files, async ({ url, path, sha256 }) => {
    const onBytes = (bytes: number) => {
      counts.bytes += bytes;
      tell();
    };
    const { state } = await downloadFile(httpUrl(url), join(folder, path), {
      ...download,
      ...{ sha256, signal, onBytes },
    });
    counts.objects++;
    if (state === 'present') counts.present++;
    tell();
  });
  return { part: part.name, folder, missing: 0, ...counts };
}

/** Public buckets answer plain https too. */
export function httpUrl(url: string): string {
  const bucket = parseBucketUrl(url);
  if (!bucket) return url;
  const path = bucket.folder.split('/').map(encodeURIComponent).join('/');
  return `${bucket.rootUrl}/${path}`;
}
