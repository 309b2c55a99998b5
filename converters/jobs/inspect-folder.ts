import { isFloodlightError } from '../../datasets/errors.ts';
import type { Store } from '../../datasets/stores/index.ts';

/** A folder beside the chunks, or one that stands alone. */
export interface FolderReport {
  readonly folder: string;
  /** The `@type` of its info; `none` without one. */
  readonly type: string;
  /** What its info says, where it says something: bits, attributes, properties. */
  readonly details?: string;
  /** Absent where the store cannot list. */
  readonly objects?: number;
}

/** @param key of the folder's info in the store. */
export async function describeFolder(
  store: Store,
  folder: string,
  { key, objects }: { readonly key: string; readonly objects?: number },
): Promise<FolderReport> {
  const fields = fieldsOf(await readJson(store, key));
  const type = fields['@type'];
  const details = detailsOf(fields);
  return {
    folder,
    type: typeof type === 'string' ? type : 'none',
    ...(details !== '' && { details }),
    ...(objects !== undefined && { objects }),
  };
}

/** `2^4 shards of 2^6 minishards, identity` */
export function describeSharding(sharding: Readonly<Record<string, unknown>>): string {
  const { shard_bits, minishard_bits, hash } = sharding;
  return `2^${shard_bits} shards of 2^${minishard_bits} minishards, ${hash}`;
}

/** What is wrong with it `verify` says: here a part that is no text or list is passed over. */
function detailsOf(fields: Fields): string {
  const { vertex_quantization_bits: bits, vertex_attributes: attributes, inline, sharding } = fields;
  const parts: string[] = [];
  if (typeof bits === 'number') parts.push(`${bits} bits a coordinate`);
  if (Array.isArray(attributes))
    parts.push(`attributes ${attributes.map((a) => named(a, 'data_type')).join(', ') || 'none'}`);
  const { ids, properties } = fieldsOf(inline);
  if (Array.isArray(ids)) parts.push(`${ids.length} segments`);
  if (Array.isArray(properties))
    parts.push(`properties ${properties.map((p) => named(p, 'type')).join(', ') || 'none'}`);
  if (typeof sharding === 'object' && sharding !== null) parts.push(describeSharding(fieldsOf(sharding)));
  return parts.join('; ');
}

type Fields = Readonly<Record<string, unknown>>;

const named = (json: unknown, kind: string): string => {
  const fields = fieldsOf(json);
  return `${fields['id']} (${fields[kind]})`;
};

const fieldsOf = (json: unknown): Fields =>
  typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};

/** @returns undefined where there is none, or it is no JSON: `verify` is who complains. */
export async function readJson(store: Store, key: string): Promise<unknown> {
  try {
    const bytes = await store.get(key);
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || isFloodlightError(error, 'forbidden')) return undefined;
    throw error;
  }
}
