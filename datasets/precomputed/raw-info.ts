import { gunzip, looksGzipped } from '../codecs/index.ts';
import { CorruptDataError, MissingError } from '../errors.ts';
import type { Store } from '../stores/index.ts';

const MAX_INFO_BYTES = 2 ** 24;

/**
 * The `info` of a dataset as it stands there, keys that nobody here knows included; gzipped as `openPrecomputed` takes it.
 * For who rewrites it. @throws MissingError; CorruptDataError for what is no object.
 */
export async function readRawInfo(store: Store): Promise<Record<string, unknown>> {
  const subject = `${store.name}/info`;
  const bytes = await store.get('info');
  if (!bytes) throw new MissingError({ subject, expected: 'the info of a dataset', got: 'nothing there' });
  const plain = looksGzipped(bytes) ? await gunzip(bytes, MAX_INFO_BYTES, subject) : bytes;
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(plain));
    if (json !== null && typeof json === 'object' && !Array.isArray(json))
      return json as Record<string, unknown>;
  } catch (cause) {
    throw new CorruptDataError({ subject, expected: 'JSON', got: 'other text', cause });
  }
  throw new CorruptDataError({ subject, expected: 'an object', got: 'other JSON' });
}

/** In the form of `readRawInfo`, for people to read. */
export const encodeRawInfo = (info: Readonly<Record<string, unknown>>): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(info, null, 2)}\n`);
