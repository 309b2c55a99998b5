import { UsageError } from '../../datasets/errors.ts';
import { eachConcurrently } from '../../datasets/files/index.ts';
import type { BucketClient, StoredObject } from './bucket-client.ts';
import { isStored, PART_BYTES, partsOf, planUpload, type Upload } from './plan-upload.ts';
import { entryOf, type Name, pointName } from './point-name.ts';

export interface PublishOptions {
  readonly folder: string;
  /** Folder of the bucket in which names lie; '' for its root. */
  readonly prefix: string;
  readonly name: Name;
  /** Files in flight at once; each takes up to 32 MiB. */
  readonly concurrency: number;
  /** Change files of a version that is published already. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
  onProgress?(progress: { readonly done: number; readonly total: number; readonly bytes: number }): void;
}

export interface PublishReport {
  readonly objects: number;
  readonly bytes: number;
  /** Of them there before, byte for byte. */
  readonly present: number;
  readonly sent: number;
  readonly sentBytes: number;
  /** Each `viewer.json`: its path inside the dataset. */
  readonly views: readonly string[];
}

/**
 * Uploads a folder as one version of a dataset, then points its name at it. What is there already is left out, so the same
 * call goes on after a break; readers see the version when all of it is there.
 * @throws UsageError where the version is published and files differ; ForbiddenError, TransientError of the bucket.
 */
export async function publishFolder(bucket: BucketClient, options: PublishOptions): Promise<PublishReport> {
  const { folder, prefix, name, concurrency, signal } = options;
  const root = [prefix, `${name.name}@${name.version}`].filter((part) => part !== '').join('/');
  const uploads = await planUpload(folder, root);
  const stored = await bucket.list(`${root}/`, signal);
  const missing = await missingOf(uploads, stored, concurrency);
  const sum = (list: readonly Upload[]) => list.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  const report = {
    ...{ objects: uploads.length, bytes: sum(uploads), present: uploads.length - missing.length },
    ...{ sent: missing.length, sentBytes: sum(missing) },
    views: uploads.flatMap(({ key }) => (/(^|\/)viewer\.json$/.test(key) ? key.slice(root.length + 1) : [])),
  };
  const isPublished = (await entryOf(bucket, prefix, name.name))?.versions.includes(name.version) ?? false;
  if (isPublished && missing.length > 0 && !options.force) {
    throw new UsageError({
      subject: `${name.name}@${name.version}`,
      expected: 'the files that are published, since caches keep a version for a year',
      got: `${missing.length} that differ, such as ${missing[0]!.key}`,
      cure: `Publish them as another version (--as ${name.name}@…), or --force`,
    });
  }
  if (options.dryRun) return report;
  await sendAll(bucket, missing, options);
  await pointName(bucket, prefix, name, signal);
  return report;
}

async function missingOf(
  uploads: readonly Upload[],
  stored: ReadonlyMap<string, StoredObject>,
  concurrency: number,
): Promise<Upload[]> {
  const present = new Set<Upload>();
  const look = async (upload: Upload) => {
    if (await isStored(upload, stored.get(upload.key))) present.add(upload);
  };
  await eachConcurrently(uploads, look, concurrency);
  return uploads.filter((upload) => !present.has(upload));
}

/** Whatever makes a reader look for other files comes when those are there. */
async function sendAll(
  bucket: BucketClient,
  uploads: readonly Upload[],
  options: PublishOptions,
): Promise<void> {
  const { concurrency, signal, onProgress } = options;
  const isLate = ({ key }: Upload) => /(^|\/)(info|viewer\.json)$/.test(key);
  let done = 0;
  let bytes = 0;
  const sendOne = async (upload: Upload) => {
    await send(bucket, upload, signal);
    done++;
    bytes += upload.sizeBytes;
    onProgress?.({ done, total: uploads.length, bytes });
  };
  await eachConcurrently(
    uploads.filter((upload) => !isLate(upload)),
    sendOne,
    concurrency,
  );
  await eachConcurrently(uploads.filter(isLate), sendOne, concurrency);
}

async function send(bucket: BucketClient, upload: Upload, signal: AbortSignal | undefined): Promise<void> {
  const { path, key, sizeBytes, headers } = upload;
  if (sizeBytes > PART_BYTES) return bucket.putParts(key, partsOf(path), { headers, signal });
  for await (const bytes of partsOf(path)) {
    await bucket.put(key, bytes, { headers, signal });
    return;
  }
  await bucket.put(key, new Uint8Array(0), { headers, signal });
}
