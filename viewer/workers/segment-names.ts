import { gunzip, looksGzipped } from '../../datasets/codecs/index.ts';
import { MissingError } from '../../datasets/errors.ts';
import { decodeSegmentNames } from '../../datasets/precomputed/properties/index.ts';
import type { Store } from '../../datasets/stores/index.ts';

/** The whole file is one JSON text. */
const MAX_BYTES = 2 ** 29;

/**
 * The names of a dataset's segments, from its segment properties.
 * @param folder relative to the store. @throws MissingError where there is no such folder.
 */
export async function readSegmentNames(
  store: Store,
  folder: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<bigint, string>> {
  const subject = `${store.name}/${folder}/info`;
  const bytes = await store.get(`${folder}/info`, { signal });
  if (!bytes) {
    throw new MissingError({ subject, expected: 'segment properties', got: 'no such object' });
  }
  const plain = looksGzipped(bytes) ? await gunzip(bytes, MAX_BYTES, subject) : bytes;
  return decodeSegmentNames(plain, subject);
}
