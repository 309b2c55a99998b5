import { eachConcurrently } from '../../datasets/files/index.ts';
import type { BucketClient } from './bucket-client.ts';
import { entryOf, markWithdrawn, type Name } from './point-name.ts';

const AT_ONCE = 8;

/**
 * Takes a version away: the list of datasets says so first, then its files go. What a break leaves, the same call finishes.
 * @returns how many files were removed. @throws MissingError for a version that was never published and has no files.
 */
export async function withdrawVersion(
  bucket: BucketClient,
  prefix: string,
  name: Name,
  signal?: AbortSignal,
): Promise<number> {
  const root = [prefix, `${name.name}@${name.version}/`].filter((part) => part !== '').join('/');
  const keys = [...(await bucket.list(root, signal)).keys()];
  if (!(await isWithdrawn(bucket, prefix, name))) await markWithdrawn(bucket, prefix, name, signal);
  await eachConcurrently(keys, (key) => bucket.delete(key, signal), AT_ONCE);
  return keys.length;
}

async function isWithdrawn(bucket: BucketClient, prefix: string, { name, version }: Name): Promise<boolean> {
  return (await entryOf(bucket, prefix, name))?.withdrawn?.includes(version) ?? false;
}
