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
 * Makes a version the one that the bare name shows, by one conditional write of the list of datasets. A version that was
 * withdrawn is published again.
 * @throws TransientError where others write it again and again.
 */
export function pointName(
  bucket: BucketClient,
  prefix: string,
  { name, version }: Name,
  signal?: AbortSignal,
): Promise<void> {
  const point = (entry: CatalogueEntry | undefined): CatalogueEntry => {
    const versions = entry?.versions ?? [];
    const withdrawn = entry?.withdrawn?.filter((other) => other !== version) ?? [];
    return {
      version,
      versions: versions.includes(version) ? versions : [...versions, version],
      ...(withdrawn.length > 0 && { withdrawn }),
    };
  };
  return changeEntry(bucket, { prefix, name, change: point }, signal);
}

/** Points a name back, or forward, at a version that was published. @throws MissingError where it was not, or is no more. */
export async function rollBack(
  bucket: BucketClient,
  prefix: string,
  name: Name,
  signal?: AbortSignal,
): Promise<void> {
  await assertPublished(bucket, prefix, name);
  await pointName(bucket, prefix, name, signal);
}

/** Says of a version that its files are no more. @throws MissingError where it was not published, or is none already. */
export async function markWithdrawn(
  bucket: BucketClient,
  prefix: string,
  name: Name,
  signal?: AbortSignal,
): Promise<void> {
  await assertPublished(bucket, prefix, name);
  const mark = (entry: CatalogueEntry | undefined): CatalogueEntry | undefined =>
    entry && { ...entry, withdrawn: [...(entry.withdrawn ?? []), name.version] };
  await changeEntry(bucket, { prefix, name: name.name, change: mark }, signal);
}

async function assertPublished(bucket: BucketClient, prefix: string, { name, version }: Name): Promise<void> {
  const { versions = [], withdrawn = [] } = (await entryOf(bucket, prefix, name)) ?? {};
  const present = versions.filter((other) => !withdrawn.includes(other));
  if (present.includes(version)) return;
  const got = present.join(', ') || 'none at all';
  throw new MissingError({ subject: `${name}@${version}`, expected: 'a published version', got });
}

interface Change {
  readonly prefix: string;
  readonly name: string;
  /** @returns the new entry; undefined leaves the list as it is. */
  change(entry: CatalogueEntry | undefined): CatalogueEntry | undefined;
}

async function changeEntry(
  bucket: BucketClient,
  { prefix, name, change }: Change,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { entries, etag } = await readEntries(bucket, prefix, signal);
    const entry = change(entries.get(name));
    if (entry === undefined || JSON.stringify(entry) === JSON.stringify(entries.get(name))) return;
    const bytes = encodeCatalogue(new Map([...entries, [name, entry]]));
    const headers = { 'content-type': 'application/json' };
    if (await bucket.put(keyOf(prefix), bytes, { headers, over: etag ?? null, signal })) return;
  }
  const cure = 'Run the same command again';
  const expected = 'a moment without other writers';
  throw new TransientError({ subject: keyOf(prefix), expected, got: 'none', cure });
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
