import { type FloodlightError, InvalidDataError } from '../errors.ts';
import type { Store } from '../stores/index.ts';
import { objectOf } from './extension.ts';

/** At most so many names in a message. */
const MAX_NAMES = 6;

/** What to say of a group that is no image: which of its members may be meant. */
export async function groupWithoutImage(
  store: Store,
  attributes: Readonly<Record<string, unknown>>,
): Promise<FloodlightError> {
  const ome = objectOf(attributes['ome']);
  const labels = ome['labels'] ?? attributes['labels'];
  const isSeries = (ome['bioformats2raw.layout'] ?? attributes['bioformats2raw.layout']) !== undefined;
  let names = Array.isArray(labels) ? labels.map(String) : isSeries ? ['0'] : await membersOf(store);
  const rest = names.length - MAX_NAMES;
  if (rest > 0) names = [...names.slice(0, MAX_NAMES), `and ${rest} more`];
  const cure =
    names.length === 0
      ? 'Name the folder of an array, or of an image with multiscales'
      : `Add the name of one of its members to the address: ${names.join(', ')}`;
  const got = 'a group without multiscales';
  return new InvalidDataError({ subject: store.name, expected: 'an array, or an OME-NGFF image', got, cure });
}

/** Where the store lists. */
async function membersOf(store: Store): Promise<string[]> {
  const names = new Set<string>();
  for await (const key of store.list?.('') ?? []) {
    const [, name] = /^(.+)\/(?:zarr\.json|\.zarray)$/.exec(key) ?? [];
    if (name !== undefined) names.add(name);
    if (names.size > MAX_NAMES) break;
  }
  return [...names].sort();
}
