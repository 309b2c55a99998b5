import { isFloodlightError } from '../errors.ts';
import type { Store } from '../stores/index.ts';
import { FORMATS, type SourceFormat } from './formats.ts';

/**
 * Recognises a folder by the objects that it has, all asked for at once.
 * @returns undefined where there is none of them. A host that answers everything with a page has none.
 * @throws what the store does; ForbiddenError where it refuses them all.
 */
export async function detectFormat(store: Store, signal?: AbortSignal): Promise<SourceFormat | undefined> {
  let refusal: unknown;
  const isThere = async (key: string): Promise<boolean> => {
    try {
      const bytes = await store.get(key, { signal });
      return bytes !== undefined && !/^\s*</.test(new TextDecoder().decode(bytes.subarray(0, 64)));
    } catch (error) {
      // Buckets that do not list answer 403 for what is not there.
      if (!isFloodlightError(error, 'forbidden')) throw error;
      refusal = error;
      return false;
    }
  };
  const found = await Promise.all(
    FORMATS.map(async (format) => {
      const answers = await Promise.all(format.marks.map(isThere));
      return answers.some(Boolean) ? format : undefined;
    }),
  );
  const first = found.find((format) => format !== undefined);
  if (!first && refusal !== undefined) throw refusal;
  return first;
}

/**
 * Recognises an address: a file by its name, which asks for nothing, a folder by what lies there.
 * @throws those of `detectFormat`.
 */
export async function recognise(
  root: string,
  openStore: (root: string) => Store,
  signal?: AbortSignal,
): Promise<SourceFormat | undefined> {
  return FORMATS.find(({ files }) => files?.test(root)) ?? detectFormat(openStore(root), signal);
}
