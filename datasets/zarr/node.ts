import { decodeJson } from '../json/index.ts';
import type { Store } from '../stores/index.ts';
import type { ArrayDescription } from './description.ts';
import { objectOf } from './extension.ts';
import { parseArrayV2 } from './parse-v2.ts';
import { parseArrayV3 } from './parse-v3.ts';

export type ZarrVersion = 2 | 3;

/** What lies at a path of a store. */
export type ZarrNode =
  | { readonly kind: 'array'; readonly version: ZarrVersion; readonly array: ArrayDescription }
  | {
      readonly kind: 'group';
      readonly version: ZarrVersion;
      readonly attributes: Readonly<Record<string, unknown>>;
    };

export interface ReadNodeOptions {
  /** Only this version. Default: both are asked for at once, and the newer is taken. */
  readonly version?: ZarrVersion;
  readonly signal?: AbortSignal;
}

/**
 * @param path in the store, without slashes at its ends; may be empty.
 * @returns undefined where there is neither array nor group.
 * @throws CorruptDataError for what is not JSON; those of the parsers.
 */
export async function readNode(
  store: Store,
  path: string,
  options: ReadNodeOptions = {},
): Promise<ZarrNode | undefined> {
  const { version, signal } = options;
  const read = async (name: string) => {
    const key = path === '' ? name : `${path}/${name}`;
    const bytes = await store.get(key, { signal });
    return bytes && { json: decodeJson(bytes, `${store.name}/${key}`), subject: `${store.name}/${key}` };
  };
  const both = version === undefined;
  const [v3, array, attributes, group] = await Promise.all([
    version !== 2 ? read('zarr.json') : undefined,
    version !== 3 ? (both ? quietly(read('.zarray')) : read('.zarray')) : undefined,
    version !== 3 ? (both ? quietly(read('.zattrs')) : read('.zattrs')) : undefined,
    version !== 3 ? (both ? quietly(read('.zgroup')) : read('.zgroup')) : undefined,
  ]);
  if (v3) return nodeV3(v3.json, v3.subject);
  for (const file of [array, attributes, group]) if (file instanceof Problem) throw file.error;
  const [ownArray, ownAttributes, ownGroup] = [array, attributes, group].map((file) =>
    file instanceof Problem ? undefined : file,
  );
  const own = objectOf(ownAttributes?.json);
  if (ownArray)
    return { kind: 'array', version: 2, array: parseArrayV2(ownArray.json, own, ownArray.subject) };
  if (ownAttributes || ownGroup) return { kind: 'group', version: 2, attributes: own };
  return undefined;
}

/** What is wrong with a file that may not be wanted. */
class Problem {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

const quietly = <T>(file: Promise<T>): Promise<T | Problem> =>
  file.catch((error: unknown) => new Problem(error));

function nodeV3(json: unknown, subject: string): ZarrNode {
  if (objectOf(json)['node_type'] !== 'group')
    return { kind: 'array', version: 3, array: parseArrayV3(json, subject) };
  return { kind: 'group', version: 3, attributes: objectOf(objectOf(json)['attributes']) };
}
