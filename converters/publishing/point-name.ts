import { MissingError, TransientError, UsageError } from '../../datasets/errors.ts';
import {
  CATALOGUE_KEY,
  type CatalogueEntries,
  type CatalogueEntry,
  DATASET_NAME,
  encodeCatalogue,
  parseCatalogue,
} from '../../edge/index.ts';
import type { BucketClient } from './bucket-client.ts';

/** A version of a dataset. */
export interface Name {
  readonly name: string;
  readonly version: string;
}

/** Reads `name@version`. @throws UsageError. */
export function parseName(flag: string, text: string): Name {
  const [name = '', version = '', ...more] = text.split('@');
  if (DATASET_NAME.test(name) && DATASET_NAME.test(version) && more.length === 0) return { name, version };
  const expected = 'NAME@VERSION, each of letters, digits, ".", "_" and "-"';
  throw new UsageError({ subject: flag, expected, got: JSON.stringify(text) });
}

/** Others may publish at the same time; each try reads what they wrote. */
const MAX_TRIES = 8;

/**
 * Makes a version the one that the bare name shows, by one conditional write of the list of datasets.
 * @throws TransientError where others write it again and again.
 */
export async function pointName(
  bucket: BucketClient,
  prefix: string,
  { name, version }: Name,
  signal?: AbortSignal,
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { entries, etag } = await readEntries(bucket, prefix, signal);
    const versions = entries.get(name)?.versions ?? [];
    if (entries.get(name)?.version === version) return;
    const entry = { version, versions: versions.includes(version) ? versions : [...versions, version] };
    const bytes = encodeCatalogue(new Map([...entries, [name, entry]]));
    const headers = { 'content-type': 'application/json' };
    if (await bucket.put(keyOf(prefix), bytes, { headers, over: etag ?? null, signal })) return;
  }
  const cure = 'Run the same command again';
  throw new TransientError({
    subject: keyOf(prefix),
    expected: 'a moment without other writers',
    got: 'none',
    cure,
  });
}

/** Points a name back, or forward, at a version that was published. @throws MissingError where it was not. */
export async function rollBack(
  bucket: BucketClient,
  prefix: string,
  name: Name,
  signal?: AbortSignal,
): Promise<void> {
  const versions = (await entryOf(bucket, prefix, name.name))?.versions ?? [];
  if (!versions.includes(name.version)) {
    const subject = `${name.name}@${name.version}`;
    throw new MissingError({
      subject,
      expected: 'a published version',
      got: versions.join(', ') || 'none at all',
    });
  }
  await pointName(bucket, prefix, name, signal);
}

export async function entryOf(
  bucket: BucketClient,
  prefix: string,
  name: string,
): Promise<CatalogueEntry | undefined> {
  return (await readEntries(bucket, prefix)).entries.get(name);
}

async function readEntries(
  bucket: BucketClient,
  prefix: string,
  signal?: AbortSignal,
): Promise<{ readonly entries: CatalogueEntries; readonly etag: string | undefined }> {
  const found = await bucket.get(keyOf(prefix), signal);
  if (found === undefined) return { entries: new Map(), etag: undefined };
  return { entries: parseCatalogue(found.bytes, keyOf(prefix)), etag: found.etag };
}

const keyOf = (prefix: string): string => (prefix === '' ? CATALOGUE_KEY : `${prefix}/${CATALOGUE_KEY}`);
